import type { ModelFolder } from "../../inference/modelFolder.js";
import { leftOut } from "../dataset/leftOut.js";
import type { Heading } from "../evaluation/reportPage.js";
import type { HoldOut } from "./heldOut.js";
import type { Training } from "./trainedCard.js";

/**
 * Says what the report of a training is about.
 *
 * @param served the new model, or the one that has the new head
 */
export function toTrainedHeading(
  {
    name,
    parent,
    data,
    report,
    split,
  }: Pick<Training, "name" | "parent" | "data" | "report" | "split">,
  served: Pick<ModelFolder, "name" | "version" | "heads">,
  kind: HoldOut["kind"],
): Heading {
  const head = served.heads.has(name) ? `, head ${name}` : "";
  const folds =
    "Heads that had not seen a picture judged it. The model itself learned from all pictures.";
  return {
    title: `${data}, ${split}`,
    model: `${served.name}, version ${served.version}${head}`,
    notes: [
      `Trained on ${parent.name}, version ${parent.version}.`,
      ...(kind === "folds" ? [folds] : []),
      ...leftOut(report),
    ],
  };
}
