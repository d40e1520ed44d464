import { z } from "zod";
import { labelsSchema } from "../classify/classifyAnswer.js";

/** The item of a bad picture if the request has `"on_error": "null"`. */
const pictureErrorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/** The labels of each picture, in the order of the request. */
export const scoreAnswerSchema = z.array(z.union([labelsSchema, pictureErrorSchema]));

/** An error in the form of Azure ML's inference server. */
export const scoreErrorSchema = z.object({ message: z.string() });
