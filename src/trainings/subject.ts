import type { Classifier } from "../classifier.js";
import type { ClassifierHead } from "../inference/heads.js";
import { modelHasNoFeatures } from "../inference/modelHasNoFeatures.js";
import type { LabelMeaning } from "../inference/modelFolder.js";
import type { OutputKey } from "../storage/keptOutputs.js";
import type { Asked } from "./request.js";

/** What a job learns from, or what it measures. */
export interface Subject {
  /** What the model gives for each picture. */
  readonly output: OutputKey["kind"];
  /** The classifier to measure; a training has none yet. */
  readonly meaning?: LabelMeaning;
  /** The head to measure; without it, the model's own classifier. */
  readonly head?: ClassifierHead;
}

/**
 * @throws ClassifierError `HeadNotFound`, `HeadOfOtherModel`, `ModelHasNoFeatures`,
 *   `ModelUnavailable`, `InvalidModel`, `StorageUnavailable`
 */
export async function toSubject(
  classifier: Classifier,
  { kind, request }: Asked,
): Promise<Subject> {
  const model = await classifier.model();
  if (kind === "evaluation" && request.head === undefined) {
    return { output: "logits", meaning: model };
  }
  if (model.gives.featureCount === undefined) throw modelHasNoFeatures(model.name);
  if (kind === "training" || request.head === undefined) return { output: "features" };
  const head = await classifier.head(request.head);
  return { output: "features", meaning: head, head };
}
