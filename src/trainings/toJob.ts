import { leftOut } from "../learning/dataset/leftOut.js";
import { toAddress } from "../contracts/training/data.js";
import type { EvaluationRequest } from "../contracts/training/evaluationRequest.js";
import type { TrainingRequest } from "../contracts/training/trainingRequest.js";
import type { ExplainedModel } from "../inference/explain.js";
import type { ClassifierHead } from "../inference/heads.js";
import { fromHeadReference } from "../inference/headName.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import type { DatasetReport, KnownPicture } from "../learning/dataset/report.js";
import type { HoldOut } from "../learning/heads/heldOut.js";
import { DEFAULT_FRACTION, splitInWords } from "../learning/heads/splitInWords.js";
import type { Collected, ComputedPicture } from "./collect.js";
import type { EvaluationJob, TrainingJob } from "./learnMessages.js";
import type { Subject } from "./subject.js";

type Model = Pick<ModelFolder, "name" | "version" | "task" | "labels" | "preprocessor">;

/**
 * What the thread needs to train a head.
 *
 * @param seconds since the training was started
 * @param current the version that answers now
 */
export function toTrainingJob(
  request: TrainingRequest,
  model: Model,
  { task, report }: Collected,
  seconds: number,
  current: ClassifierHead | undefined,
): TrainingJob {
  const { seed, balanced, precision, label_smoothing: labelSmoothing, augment: views } = request;
  const { holdOut, split } = toHoldOut(request, report.pictures);
  const [first] = report.pictures;
  return {
    kind: "training",
    model: toExplained(model),
    facts: {
      name: request.name,
      parent: { name: model.name, version: model.version },
      data: toAddress(request.data),
      report: withoutOutputs(report),
      options: { task, seed, balanced, precision, labelSmoothing, views },
      split,
      seconds,
    },
    features: {
      width: first?.outputs[0]?.length ?? 0,
      plain: report.pictures.flatMap(({ outputs }) => outputs.slice(0, 1)),
      views: report.pictures.map(({ outputs }) => outputs.slice(1)),
    },
    holdOut,
    current,
  };
}

function toHoldOut(
  { folds, holdout: fraction = DEFAULT_FRACTION, validation }: TrainingRequest,
  pictures: readonly ComputedPicture[],
): { holdOut: HoldOut; split: string } {
  if (validation) {
    const given = pictures.flatMap((picture, index) => (picture.given ? [index] : []));
    return { holdOut: { kind: "given", validation: new Set(given) }, split: toAddress(validation) };
  }
  const holdOut =
    folds === undefined
      ? ({ kind: "fraction", fraction } as const)
      : ({ kind: "folds", folds } as const);
  return { holdOut, split: splitInWords(holdOut) };
}

/** What the thread needs to measure a classifier. */
export function toEvaluationJob(
  request: EvaluationRequest,
  model: Model,
  { task, report }: Collected,
  { head, meaning }: Subject,
): EvaluationJob {
  const { name, version } = model;
  const measured = head ? `, head ${fromHeadReference(head)}` : "";
  return {
    kind: "evaluation",
    model: toExplained(model),
    labels: meaning?.labels ?? model.labels,
    task: request.task ?? ((meaning?.task ?? model.task) === "multi-label" ? "multi-label" : task),
    threshold: request.threshold,
    heading: {
      title: `${head?.name ?? name} on ${toAddress(request.data)}`,
      model: `${name}, version ${version}${measured}`,
      notes: leftOut(report),
    },
    pictures: withoutOutputs(report).pictures,
    outputs: report.pictures.flatMap(({ outputs }) => outputs.slice(0, 1)),
    head,
  };
}

/** The part of a model that goes to a thread. */
const toExplained = ({ name, labels, preprocessor }: Model): ExplainedModel => ({
  ...{ name, labels, preprocessor },
});

/** The part of a report that goes to a thread: the outputs go by themselves. */
function withoutOutputs(report: DatasetReport<ComputedPicture>): DatasetReport<KnownPicture> {
  const pictures = report.pictures.map(({ name, labels, sha256 }) => ({ name, labels, sha256 }));
  return { ...report, pictures };
}
