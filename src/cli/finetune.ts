/** `npm run finetune -- --data DATA`: a classifier of your own labels, made here or by an app. */

import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { labelsOf, type LabelledPicture } from "../learning/dataset/labelledPicture.js";
import { checkSplit } from "../learning/dataset/checkPictures.js";
import { toReport, type CheckedPicture, type DatasetReport } from "../learning/dataset/report.js";
import type { PixelLimits } from "../image/decode.js";
import { readModelFolder, type ModelFolder, type Task } from "../inference/modelFolder.js";
import { toSettings } from "../settings.js";
import type { HeadOptions } from "../learning/heads/fitHead.js";
import { requireFeatures } from "../checkpoint/requireFeatures.js";
import { pictureFeatures } from "../learning/heads/pictureFeatures.js";
import { judgeOf } from "../learning/heads/judgeOf.js";
import { headFiles } from "../learning/heads/headFiles.js";
import { modelFiles } from "../learning/heads/modelFiles.js";
import { train } from "../learning/heads/train.js";
import { writeHead } from "../checkpoint/writeHead.js";
import { writeTrained } from "../checkpoint/writeTrained.js";
import { requireSamePlace } from "./cloudOptions.js";
import { CommandError, UsageError } from "./command/mistakes.js";
import { runCommand } from "./command/runCommand.js";
import { writeContactSheet } from "./contactSheet.js";
import { explainMistakes } from "./explainMistakes.js";
import { tellTraining } from "./figures.js";
import { finetuneInCloud } from "./finetuneInCloud.js";
import { finetuneOptions, type FinetuneValues } from "./finetuneOptions.js";
import { requireFewFolds, requireOneHoldOut, toHoldOut } from "./holdOut.js";
import { checkDataset, openDataset, outputCache, tellProblems } from "./labelledData.js";
import { requireFolder, requireFree } from "./place.js";
import { rateProgress } from "./progress.js";

/** The model of the checkout, from wherever the command runs. */
const shippedModel = fileURLToPath(new URL("../../../model/efficientnet-lite0", import.meta.url));

await runCommand({
  name: "finetune",
  summary: "Trains a classifier of your own labels on top of a model.",
  options: finetuneOptions,
  example: "--data photos --folds 5 --out model/flowers",
  run,
});

async function run(values: FinetuneValues): Promise<void> {
  requireOneHoldOut(values);
  requireSamePlace(values, ["model", "split", "strength", "contact-sheet"], ["key", "promote"]);
  if (values.cloud !== undefined) return finetuneInCloud(values.cloud, values);
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
  const headOf = judgeOf(trained);
  const thumbnails = await explainMistakes(evaluation, pictures, limits, parent, headOf);
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
  tellTraining(report.pictures.length, evaluation.metrics, split, seconds);
  const use =
    values.head === undefined
      ? `Serve it with MODEL_DIR=${target}`
      : `Ask for it with ?head=${name}`;
  console.log(`${target} is ready. ${use}`);
}

/** @throws CommandError before anything long starts */
function requireTwoLabels(
  { data }: FinetuneValues,
  [first = "", ...others]: string[],
  task: Task,
): void {
  if (task === "multi-label" || others.length > 0) return;
  throw new CommandError(`${data} has only the label ${first}; at least two are needed.`);
}

/** The name and the folder of the new model, or of the new head in the folder of its model. */
function toPlace(
  values: FinetuneValues,
  { onnxPath }: ModelFolder,
): { name: string; target: string } {
  const { head, out, data } = values;
  if (head === undefined) {
    const name = basename(resolve(out ?? data));
    return { name, target: resolve(out ?? join("model", name)) };
  }
  if (out !== undefined) throw new UsageError("--head and --out exclude each other");
  return { name: head, target: join(dirname(onnxPath), "heads", head) };
}

function toHeadOptions(values: FinetuneValues, dataTask: Task): HeadOptions & { views: number } {
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
