import { leftOut } from "../dataset/leftOut.js";
import type { Heading } from "../evaluation/reportPage.js";
import type { Training } from "./trainedCard.js";

/**
 * Says what the report of a training is about.
 *
 * @param model name and version of the new model, or of the one that has the new head
 */
export function toTrainedHeading(
  { parent, data, report, split, holdOut }: Training,
  model: string,
): Heading {
  const folds =
    "Heads that had not seen a picture judged it. The model itself learned from all pictures.";
  return {
    title: `${data}, ${split}`,
    model,
    notes: [
      `Trained on ${parent.name}, version ${parent.version}.`,
      ...(holdOut === "folds" ? [folds] : []),
      ...leftOut(report),
    ],
  };
}
