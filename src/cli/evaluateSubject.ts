import { requireFeatures } from "../checkpoint/requireFeatures.js";
import { applyHead, type ClassifierHead } from "../inference/heads.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import { CommandError } from "./command/mistakes.js";
import type { Output, Predictor } from "../learning/evaluation/predict.js";

/** A classifier that is evaluated. */
export interface Subject extends Pick<ModelFolder, "name" | "labels" | "task"> {
  /** Name and version, for the report. */
  readonly title: string;
  readonly predictor: Predictor;
  /** Undefined for the model's own classifier. */
  readonly head?: ClassifierHead;
  /** Makes the logits from what the predictor gives. */
  readonly toLogits: (output: Output) => Output;
}

/** The model's own classifier. */
export function toSubject(model: ModelFolder): Subject {
  const { name, version, labels, task } = model;
  return {
    ...{ name, labels, task },
    title: `${name}, version ${version}`,
    predictor: { ...model, output: "logits" },
    toLogits: (output) => output,
  };
}

/**
 * A head in the model's folder.
 *
 * @throws CommandError where there is none of this name
 * @throws ClassifierError `ModelHasNoFeatures`
 */
export async function toHeadSubject(model: ModelFolder, name: string): Promise<Subject> {
  const head = model.heads.get(name);
  if (!head) {
    const known = [...model.heads.keys()].join(", ") || "none";
    throw new CommandError(`${model.name} has no head ${name}; it has ${known}.`);
  }
  await requireFeatures(model);
  const { labels, task } = head;
  return {
    ...{ name, labels, task },
    title: `${model.name}, version ${model.version}, head ${name}`,
    predictor: { ...model, output: "features" },
    head,
    toLogits: (output) => ({ ...output, values: applyHead(head, output.values) }),
  };
}
