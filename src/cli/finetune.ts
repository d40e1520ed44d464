/** `npm run finetune -- --model DIR --data DATA`: a classifier of your own labels. */

import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { labelsOf, type LabelledPicture } from "../learning/dataset/labelledPicture.js";
import { checkSplit } from "../learning/dataset/checkPictures.js";
import { toReport, type CheckedPicture, type DatasetReport } from "../learning/dataset/report.js";
import { mistakeThumbnails } from "../learning/evaluation/mistakes.js";
import type { PixelLimits } from "../image/decode.js";
import { readModelFolder, type ModelFolder, type Task } from "../inference/modelFolder.js";
import { toSettings } from "../settings.js";
import type { HeadOptions } from "../learning/heads/fitHead.js";
import { requireFeatures } from "../checkpoint/requireFeatures.js";
import { pictureFeatures } from "../learning/heads/pictureFeatures.js";
import { headFiles } from "../learning/heads/headFiles.js";
import { modelFiles } from "../learning/heads/modelFiles.js";
import { train } from "../learning/heads/train.js";
import { writeHead } from "../checkpoint/writeHead.js";
import { writeTrained } from "../checkpoint/writeTrained.js";
import { folder, number, oneOf, text, wholeNumber } from "./command/kinds.js";
import { CommandError, UsageError } from "./command/mistakes.js";
import { flag, needed, optional, withDefault, type ValuesOf } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { writeContactSheet } from "./contactSheet.js";
import { head } from "./head.js";
import { requireFewFolds, requireOneHoldOut, toHoldOut } from "./holdOut.js";
import {
  checkDataset,
  data,
  openDataset,
  outputCache,
  readerOf,
  tellProblems,
} from "./labelledData.js";
import { requireFolder, requireFree } from "./place.js";
import { rateProgress } from "./progress.js";
import { task } from "./task.js";

/** The model of the checkout, from wherever the command runs. */
const shippedModel = fileURLToPath(new URL("../../../model/efficientnet-lite0", import.meta.url));

const options = {
  data: needed(data, "labelled pictures, as for npm run evaluate"),
  model: optional(folder, "the model to start from; by default model/efficientnet-lite0"),
  task: optional(task, "one or several labels a picture; by default as the data says"),
  out: optional(folder, "the new model folder; by default model/DATA"),
  head: optional(head, "adds a head of this name to the model instead, for ?head=NAME"),
  folds: optional(wholeNumber(2), "measures with folds, and trains on all pictures"),
  holdout: optional(number(0.01, 0.99), "measures with this part of the pictures; 0.2 by default"),
  split: optional(oneOf("azureml"), "measures with every fifth row, as Azure ML's notebooks do"),
  validation: optional(data, "measures with these pictures"),
  seed: withDefault(wholeNumber(0, 2 ** 31), "the same seed gives the same model", 1),
  augment: withDefault(wholeNumber(0, 1000), "also learns from so many views of each picture", 0),
  balanced: flag("rare labels count as much as frequent ones"),
  "label-smoothing": withDefault(number(0, 0.99), "softens the targets", 0),
  strength: optional(number(1e-9, 1e9), "scikit-learn's C, instead of choosing it"),
  precision: optional(
    number(0.01, 1),
    "share of sure labels that shall be right; else the best F1",
  ),
  "contact-sheet": optional(text("FILE.png", "a file"), "writes a picture of the views"),
};
type Values = ValuesOf<typeof options>;

await runCommand({
  name: "finetune",
  summary: "Trains a classifier of your own labels on top of a model.",
  options,
  example: "--data photos --folds 5 --out model/flowers",
  run,
});

async function run(values: Values): Promise<void> {
  requireOneHoldOut(values);
  const begun = performance.now();
  const settings = toSettings(process.env);
  const start = values.model ?? shippedModel;
  await requireFolder(start);
  const parent = await readModelFolder(resolve(start));
  await requireFeatures(parent);
  const { name, target } = toPlace(values, parent);
  await requireFree(target);
  const limits = { pixels: settings.maxImagePixels, side: settings.maxImageSide };
  const dataset = await openDataset(values.data, settings);
  const given = values.validation ? await openDataset(values.validation, settings) : undefined;
  requireFewFolds(values, dataset.pictures.length);
  const { checked, validation } = await check(dataset.pictures, given?.pictures, limits);
  requireTwoLabels(values, labelsOf(checked.pictures), values.task ?? dataset.task);
  const options = toHeadOptions(values, dataset.task);
  const { views, seed } = options;
  const progress = rateProgress("Features", checked.pictures.length * (1 + views));
  const found = await pictureFeatures(parent, checked, views, seed, limits, outputCache, progress);
  const { features, report } = found;
  const { pictures } = report;
  tellProblems({ ...report, problems: found.problems });
  const sheet = values["contact-sheet"];
  if (sheet) await writeContactSheet(sheet, pictures, parent, options, limits);
  const { holdOut, split } = toHoldOut(values, dataset.pictures, pictures, validation);
  const trained = train(pictures, features, holdOut, options);
  const { evaluation } = trained;
  const thumbnails = await mistakeThumbnails(evaluation, readerOf(pictures));
  const seconds = (performance.now() - begun) / 1000;
  const data = basename(resolve(values.data));
  const facts = { name, parent, data, report, options, split, seconds };
  const training = { ...facts, holdOut: holdOut.kind, trained };
  if (values.head === undefined) {
    await writeTrained(parent, target, trained, (sha256) =>
      modelFiles(training, thumbnails, sha256),
    );
  } else {
    await writeHead(parent, name, await headFiles(training, thumbnails));
  }
  tell(report, evaluation.metrics, split, seconds);
  const use =
    values.head === undefined
      ? `Serve it with MODEL_DIR=${target}`
      : `Ask for it with ?head=${name}`;
  console.log(`${target} is ready. ${use}`);
}

/** @throws CommandError before anything long starts */
function requireTwoLabels({ data }: Values, [first = "", ...others]: string[], task: Task): void {
  if (task === "multi-label" || others.length > 0) return;
  throw new CommandError(`${data} has only the label ${first}; at least two are needed.`);
}

/** The name and the folder of the new model, or of the new head in the folder of its model. */
function toPlace(values: Values, { onnxPath }: ModelFolder): { name: string; target: string } {
  const { head, out, data } = values;
  if (head === undefined) {
    const name = basename(resolve(out ?? data));
    return { name, target: resolve(out ?? join("model", name)) };
  }
  if (out !== undefined) throw new UsageError("--head and --out exclude each other");
  return { name: head, target: join(dirname(onnxPath), "heads", head) };
}

function toHeadOptions(values: Values, dataTask: Task): HeadOptions & { views: number } {
  return {
    task: values.task ?? dataTask,
    seed: values.seed,
    strength: values.strength,
    balanced: values.balanced,
    labelSmoothing: values["label-smoothing"],
    precision: values.precision,
    views: values.augment,
  };
}

/**
 * Checks all pictures. Given validation pictures come last in the report, and are left out of training.
 *
 * @returns the report, and the validation pictures
 */
async function check(
  training: readonly LabelledPicture[],
  given: readonly LabelledPicture[] | undefined,
  limits: PixelLimits,
): Promise<{ checked: DatasetReport; validation: ReadonlySet<CheckedPicture> }> {
  if (!given) return { checked: await checkDataset(training, { limits }), validation: new Set() };
  const split = await checkSplit({ training, validation: given }, { limits });
  const parts = [split.training, split.validation];
  parts.forEach(tellProblems);
  const checked = toReport(parts.flatMap(({ pictures, problems }) => [...pictures, ...problems]));
  return { checked, validation: new Set(split.validation.pictures) };
}

function tell(
  { pictures }: DatasetReport,
  metrics: Record<string, number | null>,
  split: string,
  seconds: number,
): void {
  const figures = ["accuracy", "f1_score_macro", "AUC_macro", "log_loss", "iou"]
    .map((name) => [name, metrics[name]] as const)
    .flatMap(([name, value]) => (typeof value === "number" ? [`${name} ${value.toFixed(4)}`] : []));
  console.log(`${pictures.length} pictures in ${seconds.toFixed(0)} s; on ${split}:`);
  console.log(`  ${figures.join(", ")}`);
}
