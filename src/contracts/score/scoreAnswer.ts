import { z } from "zod";
import { labelsSchema } from "../classify/classifyAnswer.js";

/** What stands in the place of a bad picture where the request asked to go on. */
const pictureErrorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string() }),
});

/** For each picture, in order, its labels. */
export const scoreAnswerSchema = z.array(z.union([labelsSchema, pictureErrorSchema]));

/** How Azure ML's inference server says what is wrong. */
export const scoreErrorSchema = z.object({
  message: z.string().meta({ description: "What is wrong with this request." }),
});
