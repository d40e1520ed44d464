import type { HttpRequest } from "@azure/functions";
import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import type { LabelOptions } from "../../labels/rank.js";
import { scoreFunctions } from "../../labels/scores.js";

export const topKSchema = z.int().min(1).max(999_999).meta({
  title: "Number of labels",
  description: "How many labels to name; the number of the model's labels caps it.",
});

export const thresholdSchema = z
  .number()
  .min(0)
  .max(1)
  .meta({ title: "Least score", description: "Labels with a lower score are left out." });

export const rollupSchema = z.boolean().meta({
  title: "Roll up",
  description:
    "Adds up probabilities along WordNet's hypernyms. Names the most specific noun that passes the threshold (0.5), and then wider ones.",
});

export const unsureSchema = z.boolean().meta({
  title: "Unsure",
  description:
    "Answers without a label (null) where the classifier is not sure. Only trained classifiers have thresholds.",
});

export const functionToApplySchema = z
  .enum(scoreFunctions)
  .meta({ description: "How logits become scores. The default depends on the task of the model." });

const querySchema = z.object({
  top_k: topKSchema.optional(),
  threshold: thresholdSchema.optional(),
  function_to_apply: functionToApplySchema.optional(),
  rollup: z.enum(["true", "false"]).optional(),
  unsure: z.enum(["true", "false"]).optional(),
});

/**
 * Reads the query parameters `top_k`, `threshold`, `function_to_apply`, `rollup` and `unsure`.
 *
 * @throws ClassifierError `InvalidParameter`
 */
export function toLabelOptions({ query }: HttpRequest): LabelOptions {
  // A designer of workflows sends an empty text for a field that its author left empty.
  const textOf = (name: string): string | undefined => query.get(name) || undefined;
  const given = (name: string): number | string | undefined => {
    const text = textOf(name);
    // A blank value would count as 0.
    const isNumber = text !== undefined && text.trim() !== "" && !Number.isNaN(Number(text));
    return isNumber ? Number(text) : text;
  };
  const { data, error } = querySchema.safeParse({
    top_k: given("top_k"),
    threshold: given("threshold"),
    function_to_apply: textOf("function_to_apply"),
    rollup: textOf("rollup"),
    unsure: textOf("unsure"),
  });
  if (!data) throw new ClassifierError("InvalidParameter", firstIssue(error));
  const { top_k: topK, threshold, function_to_apply: scoreFunction, rollup, unsure } = data;
  return {
    topK,
    threshold,
    scoreFunction,
    ...(rollup !== undefined && { rollup: rollup === "true" }),
    ...(unsure !== undefined && { unsure: unsure === "true" }),
  };
}

/** The expected model (`model=<name>`) and the heads (`head=<name>,<name>`) of a request. */
export interface AskedClassifier {
  readonly model: string | undefined;
  readonly heads: readonly string[];
}

/**
 * Reads the query parameters `model` and `head`.
 *
 * @param most how many heads this request may name
 * @throws ClassifierError `InvalidParameter` for too many heads
 */
export function toAskedClassifier(
  { query }: HttpRequest,
  most: "one" | "several" = "several",
): AskedClassifier {
  const heads = query
    .getAll("head")
    .flatMap((names) => names.split(","))
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (most === "one" && heads.length > 1) {
    throw new ClassifierError(
      "InvalidParameter",
      "head: This request takes one head. Send a request for each head.",
    );
  }
  return { model: query.get("model") ?? undefined, heads };
}
