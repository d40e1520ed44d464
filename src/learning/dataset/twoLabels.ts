import type { Task } from "../../inference/modelFolder.js";
import { DatasetError } from "./datasetError.js";
import { labelsOf, type LabelledPicture } from "./labelledPicture.js";

/** @throws DatasetError where the pictures have one label, and there is nothing to tell apart */
export function requireTwoLabels(
  pictures: Iterable<Pick<LabelledPicture, "labels">>,
  task: Task,
): void {
  const [only, ...others] = labelsOf(pictures);
  if (task === "multi-label" || others.length > 0) return;
  const found = only === undefined ? "no label" : `only the label ${only}`;
  throw new DatasetError(`The pictures have ${found}. At least two labels are needed.`);
}
