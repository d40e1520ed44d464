import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import { headName } from "../../inference/headName.js";
import { checkData, dataSchema } from "./data.js";

/** Views of a picture, which cost as much as it does. */
const MOST_VIEWS = 100;

export const taskSchema = z.enum(["single-label", "multi-label"]).optional().meta({
  description: "One or several labels a picture; by default as the data says.",
  "x-ms-visibility": "advanced",
});

const nameSchema = z.string().regex(headName, {
  error: "must have 1 to 64 lower-case letters, digits and hyphens",
});

/** The body of `POST /api/trainings`; the settings have the names of `npm run finetune`. */
export const trainingRequestSchema = z.strictObject({
  name: nameSchema.meta({
    description: "The name of the head, for ?head=NAME.",
    "x-ms-visibility": "important",
  }),
  data: dataSchema,
  task: taskSchema,
  folds: z.int().min(2).max(100).optional().meta({
    description: "Measures with so many folds, and trains on all pictures.",
    "x-ms-visibility": "advanced",
  }),
  holdout: z.number().min(0.01).max(0.99).optional().meta({
    description: "Measures with this part of the pictures; 0.2 by default.",
    "x-ms-visibility": "advanced",
  }),
  validation: dataSchema.optional().meta({
    description: "Measures with these pictures.",
    "x-ms-visibility": "advanced",
  }),
  augment: z.int().min(0).max(MOST_VIEWS).default(0).meta({
    description: "Also learns from so many views of each picture.",
    "x-ms-visibility": "advanced",
  }),
  balanced: z.boolean().default(false).meta({
    description: "Rare labels count as much as frequent ones.",
    "x-ms-visibility": "advanced",
  }),
  label_smoothing: z.number().min(0).max(0.99).default(0).meta({
    description: "Softens the targets.",
    "x-ms-visibility": "advanced",
  }),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1)
    .meta({
      description: "The same seed gives the same head.",
      "x-ms-visibility": "advanced",
    }),
  precision: z.number().gt(0).max(1).optional().meta({
    description: "Precision that each label's threshold shall reach; by default the best F1.",
    "x-ms-visibility": "advanced",
  }),
  promote: z.enum(["never", "if_better", "always"]).default("never").meta({
    description: "Whether the new version becomes the current one.",
    "x-ms-visibility": "important",
  }),
});
export type TrainingRequest = z.output<typeof trainingRequestSchema>;

/**
 * Reads the body of `POST /api/trainings`.
 *
 * @throws ClassifierError `InvalidRequest`; `InvalidBlobName` for a prefix
 */
export function toTrainingRequest(json: unknown): TrainingRequest {
  const { data, error } = trainingRequestSchema.safeParse(json);
  if (!data) throw new ClassifierError("InvalidRequest", firstIssue(error));
  checkData(data.data, data.validation);
  const { folds, holdout, validation } = data;
  const given = Object.entries({ folds, holdout, validation }).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
  if (given.length > 1) {
    const detail = `${given.join(" and ")} exclude each other; send one of them.`;
    throw new ClassifierError("InvalidRequest", detail);
  }
  return data;
}
