import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import { headChoice } from "../choices.js";
import { checkData, dataSchema } from "./data.js";
import { taskSchema } from "./trainingRequest.js";

/** The body of `POST /api/evaluations`; the settings have the names of `npm run evaluate`. */
export const evaluationRequestSchema = z.strictObject({
  data: dataSchema,
  head: z
    .string()
    .min(1)
    .optional()
    .meta({
      description: "The head to measure, or a version of it: fridge@3. By default the model's own.",
      "x-ms-visibility": "important",
      ...headChoice,
    }),
  task: taskSchema,
  threshold: z.number().min(0).max(1).default(0.5).meta({
    description: "Score from which a label counts, of several.",
    "x-ms-visibility": "advanced",
  }),
  name: z.string().max(200).default("").meta({
    description: "A name for people.",
    "x-ms-visibility": "advanced",
  }),
});
export type EvaluationRequest = z.output<typeof evaluationRequestSchema>;

/**
 * Reads the body of `POST /api/evaluations`.
 *
 * @throws ClassifierError `InvalidRequest`; `InvalidBlobName` for a prefix
 */
export function toEvaluationRequest(json: unknown): EvaluationRequest {
  const { data, error } = evaluationRequestSchema.safeParse(json);
  if (!data) throw new ClassifierError("InvalidRequest", firstIssue(error));
  checkData(data.data);
  return data;
}
