import { ClassifierError } from "../../errors.js";
import type { ModelFolder } from "../../inference/modelFolder.js";

type Labelled = Pick<ModelFolder, "labels">;

/** @throws ClassifierError `InvalidModel` where the labels or their order differ */
export function requireSameLabels(first: Labelled, second: Labelled): void {
  if (JSON.stringify(first.labels) === JSON.stringify(second.labels)) return;
  throw new ClassifierError("InvalidModel", "The two models do not have the same labels");
}
