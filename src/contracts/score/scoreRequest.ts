import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import { tooManyPictures } from "../../tooLarge.js";
import { checkFields } from "../classify/fields.js";
import { contentSchema, pictureSchema } from "../classify/picture.js";
import { topKSchema } from "../classify/labelOptions.js";

const picture = z.union([pictureSchema, contentSchema]);

/** A pandas DataFrame in the split orientation. Its only column has the pictures. */
const dataFrame = z.object({
  columns: z.tuple([z.literal("image")]),
  index: z.array(z.union([z.int(), z.string()])).optional(),
  data: z.array(z.union([picture, z.tuple([picture])])).min(1),
});

const paramsSchema = z.object({
  top_k: topKSchema.optional(),
  on_error: z.enum(["fail", "null"]).optional().meta({
    description:
      '"null" puts an error object in the place of a bad picture; "fail" fails the request.',
  }),
});

/** The request of an Azure ML real-time endpoint, as the model's catalogue page shows it. */
export const scoreListSchema = z.object({
  input_data: z.array(pictureSchema).min(1).meta({ description: "The pictures." }),
  params: paramsSchema
    .optional()
    .meta({ title: "Parameters", description: "What is wanted of labels." }),
});

/**
 * The same request, also with content objects of Logic Apps, or with the DataFrame that the MLflow
 * server of such an endpoint accepts.
 */
export const scoreRequestSchema = scoreListSchema.extend({
  input_data: z.union([z.array(picture).min(1), dataFrame]),
});

export interface ScoreRequest {
  /** Each picture as base64, data URL or URL. */
  readonly sources: readonly string[];
  readonly topK: number | undefined;
  /** Whether the request goes on after a bad picture. */
  readonly keepGoing: boolean;
}

/**
 * Reads the body of a score request.
 *
 * @throws ClassifierError `InvalidRequest`, `TooManyImages`
 */
export function toScoreRequest(json: unknown, maxImages: number): ScoreRequest {
  for (const list of listsOf(json)) checkList(list, maxImages);
  const known = Object.keys(paramsSchema.shape);
  checkFields(json, ["input_data"], { field: "params", known });
  const { data, error } = scoreRequestSchema.safeParse(json);
  if (!data) {
    throw new ClassifierError(
      "InvalidRequest",
      `Expected {"input_data": ["<base64 or URL>", …]}: ${firstIssue(error, "the body")}`,
    );
  }
  const { input_data: input, params } = data;
  const pictures = Array.isArray(input) ? input : input.data.flat();
  const sources = pictures.map((one) => (typeof one === "string" ? one : one.$content));
  return { sources, topK: params?.top_k, keepGoing: params?.on_error === "null" };
}

/** The lists of an unchecked request. */
function listsOf(json: unknown): (readonly unknown[])[] {
  const input = isObject(json) ? json["input_data"] : undefined;
  const lists = isObject(input) ? [input["data"], input["index"], input["columns"]] : [input];
  return lists.filter((list) => Array.isArray(list));
}

/** Runs before the schema, which would describe each of a million invalid elements. */
function checkList(list: readonly unknown[], maxImages: number): void {
  if (list.length > maxImages) throw tooManyPictures(maxImages, list.length);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
