import type { ThreadError } from "../inference/threadError.js";
import type { ExplainedModel } from "../inference/explain.js";
import type { ClassifierHead } from "../inference/heads.js";
import type { LabelMeaning, Task } from "../inference/modelFolder.js";
import type { KnownPicture } from "../learning/dataset/report.js";
import type { Reread } from "../learning/evaluation/mistakes.js";
import type { Heading } from "../learning/evaluation/reportPage.js";
import type { Metrics } from "../learning/evaluation/scoredPictures.js";
import type { HoldOut } from "../learning/heads/heldOut.js";
import type { PictureFeatures } from "../learning/heads/pictureFeatures.js";
import type { Training } from "../learning/heads/trainedCard.js";

/** A head to train. */
export interface TrainingJob {
  readonly kind: "training";
  readonly model: ExplainedModel;
  readonly facts: Omit<Training, "trained" | "holdOut">;
  readonly features: PictureFeatures;
  readonly holdOut: HoldOut;
  /** The version that answers now, to compare with. */
  readonly current: ClassifierHead | undefined;
}

/** A classifier to measure. */
export interface EvaluationJob {
  readonly kind: "evaluation";
  readonly model: ExplainedModel;
  readonly labels: LabelMeaning["labels"];
  readonly task: Task;
  readonly threshold: number;
  readonly heading: Heading;
  readonly pictures: readonly KnownPicture[];
  /** One for each picture: logits, or the input of the head. */
  readonly outputs: readonly Float32Array[];
  readonly head: ClassifierHead | undefined;
}

export type LearnJob = TrainingJob | EvaluationJob;

/** What came of a job. */
export interface Learnt {
  /** By path, as {@link headFiles} and `evaluationFiles` name them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly labels: readonly string[];
  readonly metrics: Metrics;
  /** Of a training: whether it beats the current version, as far as there is one. */
  readonly isBetter: boolean;
}

/** Messages to the thread: first the job, then the pictures that it asks for. */
export type ToLearning =
  | { readonly type: "learn"; readonly job: LearnJob }
  /** Undefined where the picture is gone. */
  | { readonly type: "picture"; readonly found: Reread | undefined };

/** Messages from the thread: pictures that the report shows, one at a time, and then the end. */
export type FromLearning =
  | { readonly type: "read"; readonly sha256: string }
  | { readonly type: "learnt"; readonly learnt: Learnt }
  /** A mistake in the data, or another failure. */
  | { readonly type: "failed"; readonly mistake?: string; readonly error?: ThreadError };
