/** `npm run evaluate -- --data DATA`: how good a model or an app is on labelled pictures. */

import { basename, join, resolve } from "node:path";
import { leftOut } from "../learning/dataset/leftOut.js";
import { splitAsAzureMl } from "../learning/dataset/split.js";
import { evaluate, type Evaluation } from "../learning/evaluation/evaluate.js";
import { mcnemar } from "../learning/evaluation/mcnemar.js";
import { predict, type Output } from "../learning/evaluation/predict.js";
import { requireSameLabels } from "../learning/evaluation/sameLabels.js";
import { evaluationFiles } from "../learning/evaluation/evaluationFiles.js";
import { withoutFailed } from "../learning/evaluation/withoutFailed.js";
import { writeFiles } from "../checkpoint/writeFiles.js";
import { readModelFolder, type ModelFolder } from "../inference/modelFolder.js";
import { toSettings } from "../settings.js";
import { requireSamePlace } from "./cloudOptions.js";
import { UsageError } from "./command/mistakes.js";
import { runCommand } from "./command/runCommand.js";
import { toHeadSubject, toSubject, type Subject } from "./evaluateSubject.js";
import { explainMistakes } from "./explainMistakes.js";
import { evaluateInCloud } from "./evaluateInCloud.js";
import { evaluateOptions, type EvaluateValues } from "./evaluateOptions.js";
import { tellMetrics, toFigure } from "./figures.js";
import { checkDataset, openDataset, outputCache, tellProblems } from "./labelledData.js";
import { requireFolder, requireNoFile } from "./place.js";
import { rateProgress } from "./progress.js";

await runCommand({
  name: "evaluate",
  summary: "Measures how good a model is on labelled pictures.",
  options: evaluateOptions,
  example: "--model model/flowers --data other-photos",
  run,
});

async function run(values: EvaluateValues): Promise<void> {
  requireSamePlace(values, ["model", "split", "compare"], ["key"]);
  if (values.cloud !== undefined) return evaluateInCloud(values.cloud, values);
  requireNoVersion(values);
  if (values.model === undefined) throw new UsageError("--model is needed: a model folder");
  const settings = toSettings(process.env);
  const model = await openModel(values.model);
  const subject =
    values.head === undefined ? toSubject(model) : await toHeadSubject(model, values.head);
  const other = values.compare === undefined ? undefined : await openModel(values.compare);
  if (other) requireSameLabels(other, subject);
  const dataName = basename(resolve(values.data));
  const out = values.out ?? join("evaluation", `${subject.name}-${dataName}`);
  await requireNoFile(out);
  const dataset = await openDataset(values.data, settings);
  const task = values.task ?? (subject.task === "multi-label" ? subject.task : dataset.task);
  const rows =
    values.split === "azureml" ? splitAsAzureMl(dataset.pictures).validation : dataset.pictures;
  const limits = { pixels: settings.maxImagePixels, side: settings.maxImageSide };
  const checked = await checkDataset(rows, { labels: new Set(subject.labels), limits });

  const shown = checked.pictures.map((picture) => ({ ...picture, key: picture.sha256 }));
  const show = ({ name, predictor }: Subject) =>
    predict(predictor, shown, limits, outputCache, rateProgress(name, shown.length));
  const { report, outputs, problems } = withoutFailed(checked, await show(subject));
  const { pictures } = report;
  tellProblems({ ...report, problems });
  const judge = ({ labels, toLogits }: Subject, found: readonly Output[]): Evaluation =>
    evaluate(labels, task, values.threshold, pictures, found.map(toLogits));
  const evaluation = judge(subject, outputs);
  const heading = {
    title: `${subject.name} on ${dataName}`,
    model: subject.title,
    notes: leftOut(report),
  };
  const headOf = () => subject.head;
  const thumbnails = await explainMistakes(evaluation, pictures, limits, model, headOf);
  await writeFiles(out, await evaluationFiles(evaluation, heading, thumbnails));
  if (other) {
    const second = toSubject(other);
    const found = withoutFailed(checked, await show(second));
    tellBoth([subject.name, evaluation], [second.name, judge(second, found.outputs)]);
  } else tellMetrics(evaluation.metrics);
  console.log(`\n${join(out, "report.html")}`);
}

async function openModel(folder: string): Promise<ModelFolder> {
  await requireFolder(folder);
  return readModelFolder(resolve(folder));
}

/** @throws UsageError for `fridge@3`: a model's folder has one version of a head */
function requireNoVersion({ head = "" }: EvaluateValues): void {
  if (!head.includes("@")) return;
  throw new UsageError(`--head ${head} names a version, which goes with --cloud`);
}

type Named = readonly [name: string, evaluation: Evaluation];

function tellBoth([first, one]: Named, [second, other]: Named): void {
  console.log(`${"".padEnd(34)}${first.padEnd(14)}${second}`);
  for (const [name, value] of Object.entries(one.metrics)) {
    console.log(`${name.padEnd(34)}${toFigure(value).padEnd(14)}${toFigure(other.metrics[name])}`);
  }
  const { onlyFirst, onlySecond, pValue } = mcnemar(one.isRight, other.isRight);
  console.log(
    `\nOnly ${first} right: ${onlyFirst}; only ${second} right: ${onlySecond}; ` +
      `McNemar's test: p = ${pValue.toPrecision(3)}`,
  );
}
