import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import type { Explanation } from "../../inference/explain.js";
import type { LabelScore } from "../../labels/rank.js";
import { toCsvLine } from "../csv.js";
import { explanationSchema } from "./explanation.js";
import { preferredType } from "../../http/mediaType.js";

export const labelScoreSchema = z.object({
  label: z.string().nullable().meta({
    description: "What is in the picture; null where unsure=true asked and no label is sure.",
  }),
  score: z.number().meta({ description: "A probability, or a logit where none is applied." }),
});

/** Labels of one picture, best first. */
export const labelsSchema = z.array(labelScoreSchema);

/** Labels of each file of a form, or of each of several heads, in the order of the request. */
export const namedLabelsSchema = z.array(
  z.object({
    name: z.string(),
    labels: labelsSchema,
    explanation: explanationSchema.optional(),
  }),
);

/** Labels of one picture, and why. */
export const explainedSchema = z.object({
  labels: labelsSchema,
  explanation: explanationSchema,
});

/** Labels of one file of a form. */
export interface NamedLabels {
  readonly name: string;
  readonly labels: readonly LabelScore[];
  readonly explanation?: Explanation;
}

const types = ["application/json", "text/csv"] as const;
export type AnswerType = (typeof types)[number];

/**
 * The media type that the caller prefers. It is checked before any work starts.
 *
 * @throws ClassifierError `NotAcceptable`
 */
export function toAnswerType({ headers }: HttpRequest): AnswerType {
  const type = preferredType(headers.get("accept"), types);
  if (type === undefined) {
    throw new ClassifierError(
      "NotAcceptable",
      `Cannot answer with any type in Accept. Use ${types.join(" or ")}.`,
    );
  }
  return type;
}

/**
 * The labels as JSON or CSV.
 *
 * @param labels of one picture, or of each of several files
 * @param heads that gave them, with their versions; none for the model's own classifier
 */
export function toClassifyAnswer(
  labels: readonly LabelScore[] | readonly NamedLabels[],
  type: AnswerType,
  heads: readonly string[] = [],
): HttpResponseInit {
  const headers = toHeadHeader(heads);
  if (type === "application/json") return { jsonBody: labels, headers };
  return {
    body: toCsv(labels),
    headers: { ...headers, "content-type": "text/csv; charset=utf-8" },
  };
}

/** The header that tells which heads, in which versions, gave an answer: `fridge@3`. */
export function toHeadHeader(heads: readonly string[]): Record<string, string> {
  return heads.length > 0 ? { "x-classifier-head": heads.join(",") } : {};
}

/** One line per label. For files of a form each line begins with the name of the file. */
function toCsv(labels: readonly (LabelScore | NamedLabels)[]): string {
  const lines = labels.flatMap((item) =>
    "labels" in item
      ? item.labels.map(({ label, score }) => [item.name, label ?? "", score])
      : [[item.label ?? "", item.score]],
  );
  const named = lines.some((line) => line.length === 3);
  const header = [...(named ? ["name"] : []), "label", "score"];
  return [header, ...lines].map(toCsvLine).join("");
}
