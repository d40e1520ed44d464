import { z } from "zod";
import { labelsSchema } from "../classify/classifyAnswer.js";

/** The item of a bad picture if the request has `"on_error": "null"`. */
const pictureErrorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/** The labels of each picture, in the order of the request. */
export const scoreAnswerSchema = z.array(z.union([labelsSchema, pictureErrorSchema]));

/** How Azure ML's inference server says what is wrong. */
export const scoreErrorSchema = z.object({
  message: z.string().meta({ description: "What is wrong with this request." }),
});
