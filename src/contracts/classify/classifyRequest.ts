import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import type { LabelOptions } from "../../labels/rank.js";
import { fieldsOf } from "../knownNames.js";
import { checkFields } from "./fields.js";
import { functionToApplySchema, rollupSchema, topKSchema, unsureSchema } from "./labelOptions.js";
import { contentSchema, pictureSchema } from "./picture.js";

/** A picture by its URL, as `/api/classify/url` takes it too. */
export const pictureUrlSchema = z.object({
  url: z.url({ protocol: /^https?$/ }).meta({
    title: "URL",
    description: "The public http or https URL of a picture.",
    "x-ms-visibility": "important",
  }),
});

const parametersSchema = z.object({
  top_k: topKSchema.nullish(),
  function_to_apply: functionToApplySchema.nullish(),
  rollup: rollupSchema.nullish(),
  unsure: unsureSchema.nullish(),
});

/** The JSON forms of `/api/classify`: Hugging Face's task API, a plain URL, and Logic Apps' content. */
export const classifyRequestSchema = z.union([
  z.object({
    inputs: pictureSchema,
    parameters: parametersSchema.nullish(),
  }),
  pictureUrlSchema,
  contentSchema,
]);

/** Only Hugging Face's form has them. */
const parameters = { field: "parameters", known: Object.keys(parametersSchema.shape) };

/**
 * Reads the JSON body of a classify request.
 *
 * @returns the picture as text (base64, data URL or URL), and the label options of the body
 * @throws ClassifierError `InvalidRequest`
 */
export function toClassifyRequest(json: unknown): { source: string; options: LabelOptions } {
  const hasParameters = !fieldsOf(json).some(([name]) => name === "url" || name === "$content");
  checkFields(
    json,
    ["inputs", "url", "$content", "$content-type"],
    hasParameters ? parameters : undefined,
  );
  const { data, error } = classifyRequestSchema.safeParse(json);
  if (!data) {
    throw new ClassifierError(
      "InvalidRequest",
      `Expected {"inputs": "<base64>", "parameters"?: {"top_k", "function_to_apply", "rollup", "unsure"}}, {"url": "https://…"}, or {"$content-type", "$content"}: ${firstIssue(error, "the body")}`,
    );
  }
  if ("url" in data) return { source: data.url, options: {} };
  if ("$content" in data) return { source: data.$content, options: {} };
  const { top_k, function_to_apply, rollup, unsure } = data.parameters ?? {};
  const options = {
    ...(top_k && { topK: top_k }),
    ...(function_to_apply && { scoreFunction: function_to_apply }),
    ...(typeof rollup === "boolean" && { rollup }),
    ...(typeof unsure === "boolean" && { unsure }),
  };
  return { source: data.inputs, options };
}
