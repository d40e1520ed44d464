/** `npm run evaluate -- --model DIR --data DATA`: how good a model is on labelled pictures. */

import { basename, join, resolve } from "node:path";
import { leftOut } from "../learning/dataset/leftOut.js";
import { splitAsAzureMl } from "../learning/dataset/split.js";
import { evaluate, type Evaluation } from "../learning/evaluation/evaluate.js";
import { mcnemar } from "../learning/evaluation/mcnemar.js";
import { predict, type Output } from "../learning/evaluation/predict.js";
import { requireSameLabels } from "../learning/evaluation/sameLabels.js";
import { evaluationFiles } from "../learning/evaluation/evaluationFiles.js";
import { mistakeThumbnails } from "../learning/evaluation/mistakes.js";
import { withoutFailed } from "../learning/evaluation/withoutFailed.js";
import { writeFiles } from "../checkpoint/writeFiles.js";
import { readModelFolder, type ModelFolder } from "../inference/modelFolder.js";
import { toSettings } from "../settings.js";
import { folder, number, oneOf } from "./command/kinds.js";
import { needed, optional, withDefault, type ValuesOf } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { toHeadSubject, toSubject, type Subject } from "./evaluateSubject.js";
import { head } from "./head.js";
import {
  checkDataset,
  data,
  openDataset,
  outputCache,
  readerOf,
  tellProblems,
} from "./labelledData.js";
import { requireFolder, requireNoFile } from "./place.js";
import { rateProgress } from "./progress.js";
import { task } from "./task.js";

const options = {
  model: needed(folder, "a model folder"),
  data: needed(data, `labelled pictures: ${data.expected}`),
  head: optional(head, "a head of this model, instead of its own classifier"),
  task: optional(task, "one or several labels a picture; by default as the model and the data say"),
  threshold: withDefault(number(0, 1), "score from which a label counts, of several", 0.5),
  split: withDefault(oneOf("all", "azureml"), "azureml: only its validation pictures", "all"),
  compare: optional(folder, "a second model folder"),
  out: optional(folder, "where to write; by default evaluation/MODEL-DATA"),
};

await runCommand({
  name: "evaluate",
  summary: "Measures how good a model is on labelled pictures.",
  options,
  example: "--model model/flowers --data other-photos",
  run,
});

async function run(values: ValuesOf<typeof options>): Promise<void> {
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
    values.split === "all" ? dataset.pictures : splitAsAzureMl(dataset.pictures).validation;
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
  const thumbnails = await mistakeThumbnails(evaluation, readerOf(pictures));
  await writeFiles(out, await evaluationFiles(evaluation, heading, thumbnails));
  if (other) {
    const second = toSubject(other);
    const found = withoutFailed(checked, await show(second));
    tellBoth([subject.name, evaluation], [second.name, judge(second, found.outputs)]);
  } else tell(evaluation);
  console.log(`\n${join(out, "report.html")}`);
}

async function openModel(folder: string): Promise<ModelFolder> {
  await requireFolder(folder);
  return readModelFolder(resolve(folder));
}

function tell({ metrics }: Evaluation): void {
  for (const [name, value] of Object.entries(metrics)) {
    console.log(`${name.padEnd(34)}${figure(value)}`);
  }
}

type Named = readonly [name: string, evaluation: Evaluation];

function tellBoth([first, one]: Named, [second, other]: Named): void {
  console.log(`${"".padEnd(34)}${first.padEnd(14)}${second}`);
  for (const [name, value] of Object.entries(one.metrics)) {
    console.log(`${name.padEnd(34)}${figure(value).padEnd(14)}${figure(other.metrics[name])}`);
  }
  const { onlyFirst, onlySecond, pValue } = mcnemar(one.isRight, other.isRight);
  console.log(
    `\nOnly ${first} right: ${onlyFirst}; only ${second} right: ${onlySecond}; ` +
      `McNemar's test: p = ${pValue.toPrecision(3)}`,
  );
}

function figure(value: number | null | undefined): string {
  return value?.toFixed(4) ?? "–";
}
