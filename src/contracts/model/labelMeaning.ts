import { z } from "zod";
import type { LabelMeaning } from "../../inference/modelFolder.js";

/** What the outputs of a classifier mean, in answers about models and heads. */
export const meaningShape = {
  task: z
    .enum(["single-label", "multi-label"])
    .meta({ description: "Whether a picture has one label or any number." }),
  labels: z.array(z.string()).meta({ description: "All labels, in the order of the logits." }),
};

export function toMeaning({ task, labels }: Pick<LabelMeaning, "task" | "labels">) {
  return { task, labels: [...labels] };
}
