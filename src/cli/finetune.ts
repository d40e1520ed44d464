/** `npm run finetune -- --model DIR --data DATA`: a classifier of your own labels. */

import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { LabelledPicture } from "../learning/dataset/labelledPicture.js";
import { checkSplit } from "../learning/dataset/checkPictures.js";
import { toReport, type CheckedPicture, type DatasetReport } from "../learning/dataset/report.js";
import { splitAsAzureMl } from "../learning/dataset/split.js";
import { evaluate } from "../learning/evaluation/evaluate.js";
import { writeEvaluation } from "../learning/evaluation/writeEvaluation.js";
import { decode, type PixelLimits } from "../image/decode.js";
import { encodePng } from "../learning/augment/encode.js";
import { readModelFolder, type ModelFolder } from "../inference/modelFolder.js";
import { toSettings, type Settings } from "../settings.js";
import { contactSheet } from "../learning/augment/contactSheet.js";
import { finetune } from "../learning/heads/finetune.js";
import type { HeadOptions } from "../learning/heads/fitHead.js";
import type { HoldOut } from "../learning/heads/heldOut.js";
import { openEncoder } from "../checkpoint/openEncoder.js";
import { pictureFeatures } from "../learning/heads/pictureFeatures.js";
import { toTrainedCard } from "../learning/heads/trainedCard.js";
import { writeHead } from "../checkpoint/writeHead.js";
import { writeTrained } from "../checkpoint/writeTrained.js";
import { runCommand, UsageError } from "./command.js";
import { rateProgress } from "./progress.js";
import { checkDataset, openDataset, outputCache, tellProblems } from "./labelledData.js";
import { toTask } from "./task.js";

const usage = `Usage:
  npm run finetune -- --data DATA [--model FOLDER] [--task multi-class|multi-label]
                      [--out FOLDER | --head NAME]
                      [--folds N | --holdout 0.2 | --split azureml | --validation DATA] [--seed 1]
                      [--augment VIEWS] [--balanced] [--label-smoothing 0] [--strength C]
                      [--contact-sheet FILE.png]
      DATA as for npm run evaluate. With --folds every picture is judged by a classifier that did not
      see it, and the written one is trained on all of them. With --head it becomes a further head of
      the model, to be asked for with ?head=NAME, instead of a model of its own.`;

/** Pictures on a contact sheet. */
const SHEET_ROWS = 6;

await runCommand(usage, run);

function parse() {
  const text = { type: "string" } as const;
  return parseArgs({
    options: {
      model: { ...text, default: "model/efficientnet-lite0" },
      data: text,
      task: text,
      out: text,
      head: text,
      folds: text,
      holdout: { ...text, default: "0.2" },
      split: text,
      validation: text,
      seed: { ...text, default: "1" },
      augment: { ...text, default: "0" },
      balanced: { type: "boolean", default: false },
      "label-smoothing": { ...text, default: "0" },
      strength: text,
      "contact-sheet": text,
    },
  }).values;
}
type Values = ReturnType<typeof parse>;

async function run(): Promise<void> {
  const values = parse();
  if (!values.data) throw new UsageError("--data is needed");
  const begun = performance.now();
  const settings = toSettings(process.env);
  const parent = await readModelFolder(resolve(values.model));
  const limits = toLimits(settings);
  const dataset = await openDataset(values.data, settings);
  const given = values.validation ? await openDataset(values.validation, settings) : undefined;
  const { report, validation } = await check(dataset.pictures, given?.pictures, limits);
  const { pictures } = report;
  const options: HeadOptions & { views: number } = {
    task: toTask(values.task) ?? dataset.task,
    seed: toNumber("--seed", values.seed, 0, 2 ** 31),
    strength: values.strength ? toNumber("--strength", values.strength, 1e-9, 1e9) : undefined,
    balanced: values.balanced,
    labelSmoothing: toNumber("--label-smoothing", values["label-smoothing"], 0, 0.99),
    views: toNumber("--augment", values.augment, 0, 1000),
  };
  if (values["contact-sheet"]) {
    await writeSheet(values["contact-sheet"], pictures, parent, options, limits);
  }
  const encoder = await openEncoder(parent, ".cache");
  const features = await pictureFeatures(
    encoder,
    pictures,
    options.views,
    options.seed,
    limits,
    outputCache,
    rateProgress("Features", pictures.length * (1 + options.views)),
  );
  const { holdOut, split } = toHoldOut(values, dataset.pictures, pictures, validation);
  const { labels, fitted, heldOut } = finetune(pictures, features, holdOut, options);

  const name = values.head ?? basename(resolve(values.out ?? values.data));
  const evaluation = evaluate(
    { name, version: parent.version, labels },
    options.task,
    0.5,
    heldOut.indices.flatMap((index) => pictures[index] ?? []),
    heldOut.outputs,
  );
  const seconds = (performance.now() - begun) / 1000;
  const data = basename(resolve(values.data));
  const { metrics } = evaluation;
  const training = { name, parent, data, report, labels, options, fitted, split, metrics, seconds };
  const description = { head: fitted.head, labels, task: options.task };
  let target: string;
  if (values.head === undefined) {
    target = resolve(values.out ?? join("model", name));
    await writeTrained(parent, target, description, (sha256) => toTrainedCard(training, sha256));
  } else {
    target = await writeHead(parent, name, description, toTrainedCard(training));
  }
  await writeEvaluation(evaluation, data, join(target, "evaluation"));
  tell(report, metrics, split, seconds);
  console.log(
    values.head === undefined
      ? `${target} is ready. Serve it with MODEL_DIR=${target}`
      : `${target} is ready. Ask for it with ?head=${name}`,
  );
}

/**
 * Checks all pictures. Given validation pictures come last in the report, and are left out of training.
 *
 * @returns the report, and the number of validation pictures
 */
async function check(
  training: readonly LabelledPicture[],
  given: readonly LabelledPicture[] | undefined,
  limits: PixelLimits,
): Promise<{ report: DatasetReport; validation: number }> {
  if (!given) return { report: await checkDataset(training, { limits }), validation: 0 };
  const checked = await checkSplit({ training, validation: given }, { limits });
  const parts = [checked.training, checked.validation];
  parts.forEach(tellProblems);
  const report = toReport(parts.flatMap(({ pictures, problems }) => [...pictures, ...problems]));
  return { report, validation: checked.validation.pictures.length };
}

function toLimits({ maxImagePixels, maxImageSide }: Settings): PixelLimits {
  return { pixels: maxImagePixels, side: maxImageSide };
}

function toNumber(name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() !== "" && number >= least && number <= most) return number;
  throw new UsageError(`${name}: expected a number from ${least} to ${most}`);
}

function toHoldOut(
  values: Values,
  rows: readonly LabelledPicture[],
  pictures: readonly CheckedPicture[],
  validation: number,
): { holdOut: HoldOut; split: string } {
  if (values.validation) {
    const held = pictures.map((_, index) => index).slice(pictures.length - validation);
    return { holdOut: { kind: "given", validation: new Set(held) }, split: values.validation };
  }
  if (values.folds) {
    const folds = toNumber("--folds", values.folds, 2, pictures.length);
    return { holdOut: { kind: "folds", folds }, split: `${folds} stratified folds` };
  }
  if (values.split === "azureml") {
    const names = new Set(splitAsAzureMl(rows).validation.map(({ name }) => name));
    const held = pictures.flatMap(({ name }, index) => (names.has(name) ? [index] : []));
    return { holdOut: { kind: "given", validation: new Set(held) }, split: "every fifth row" };
  }
  if (values.split !== undefined) throw new UsageError("--split: expected azureml");
  const fraction = toNumber("--holdout", values.holdout, 0.01, 0.99);
  const split = `${Math.round(100 * fraction)} % of the pictures, stratified, which it did not see`;
  return { holdOut: { kind: "fraction", fraction }, split };
}

async function writeSheet(
  path: string,
  pictures: readonly CheckedPicture[],
  { preprocessor }: ModelFolder,
  { seed, views }: { seed: number; views: number },
  limits: PixelLimits,
): Promise<void> {
  const step = Math.max(1, Math.floor(pictures.length / SHEET_ROWS));
  const some = pictures.filter((_, i) => i % step === 0).slice(0, SHEET_ROWS);
  const named = some.map(async (picture) => ({
    name: picture.sha256,
    image: await decode(await picture.read(), limits),
  }));
  const sheet = contactSheet(await Promise.all(named), seed, Math.max(1, views), preprocessor);
  await mkdir(resolve(path, ".."), { recursive: true });
  await writeFile(path, await encodePng(sheet));
  console.log(`${path}: views as they are trained on`);
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
