/** `npm run evaluate -- --model DIR --data DATA`: how good a model is on labelled pictures. */

import { basename, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { splitAsAzureMl } from "../learning/dataset/split.js";
import type { CheckedPicture } from "../learning/dataset/report.js";
import { evaluate, type Evaluation } from "../learning/evaluation/evaluate.js";
import { mcnemar } from "../learning/evaluation/mcnemar.js";
import { predict, toPredictor } from "../learning/evaluation/predict.js";
import { requireSameLabels } from "../learning/evaluation/sameLabels.js";
import { writeEvaluation } from "../learning/evaluation/writeEvaluation.js";
import { readModelFolder } from "../inference/modelFolder.js";
import { toSettings } from "../settings.js";
import { runCommand, UsageError } from "./command.js";
import { rateProgress } from "./progress.js";
import { checkDataset, openDataset, outputCache } from "./labelledData.js";
import { toTask } from "./task.js";

const usage = `Usage:
  npm run evaluate -- --model FOLDER --data DATA [--task multi-class|multi-label] [--threshold 0.5]
                      [--split all|azureml] [--compare FOLDER] [--out FOLDER]
      DATA is a folder with a folder for each label, Azure ML's JSON Lines or MLTable, a labels.csv,
      or a container and prefix of Blob storage. Of the split "azureml" the validation pictures count.`;

await runCommand(usage, run);

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      data: { type: "string" },
      task: { type: "string" },
      threshold: { type: "string", default: "0.5" },
      split: { type: "string", default: "all" },
      compare: { type: "string" },
      out: { type: "string" },
    },
  });
  if (!values.model || !values.data) throw new UsageError("--model and --data are needed");
  const threshold = Number(values.threshold);
  if (!(threshold >= 0 && threshold <= 1)) throw new UsageError("--threshold: expected 0 to 1");
  const settings = toSettings(process.env);
  const model = await readModelFolder(resolve(values.model));
  const dataset = await openDataset(values.data, settings);
  const task = toTask(values.task) ?? (model.task === "multi-label" ? model.task : dataset.task);
  const rows = toSplit(values.split, dataset.pictures);
  const limits = { pixels: settings.maxImagePixels, side: settings.maxImageSide };
  const { pictures } = await checkDataset(rows, { labels: new Set(model.labels), limits });

  const judge = async (folder: string): Promise<Evaluation> => {
    const judged = await readModelFolder(resolve(folder));
    requireSameLabels(judged, model);
    const shown = pictures.map((picture) => ({ ...picture, key: picture.sha256 }));
    const progress = rateProgress(judged.name, pictures.length);
    const outputs = await predict(toPredictor(judged), shown, limits, outputCache, progress);
    return evaluate(judged, task, threshold, pictures, outputs);
  };
  const evaluation = await judge(values.model);
  const data = basename(resolve(values.data));
  const out = values.out ?? join("evaluation", `${model.name}-${data}`);
  await writeEvaluation(evaluation, data, out);
  const other = values.compare ? await judge(values.compare) : undefined;
  tell(evaluation, other);
  console.log(`\n${join(out, "report.html")}`);
}

function toSplit<T extends Pick<CheckedPicture, "name">>(
  text: string,
  rows: readonly T[],
): readonly T[] {
  if (text === "all") return rows;
  if (text === "azureml") return splitAsAzureMl(rows).validation;
  throw new UsageError("--split: expected all or azureml");
}

function tell({ metrics, isRight, model }: Evaluation, other: Evaluation | undefined): void {
  const figure = (value: number | null | undefined): string => value?.toFixed(4) ?? "–";
  if (other) console.log(`${"".padEnd(34)}${model.name.padEnd(14)}${other.model.name}`);
  for (const [name, value] of Object.entries(metrics)) {
    console.log(
      `${name.padEnd(34)}${figure(value).padEnd(14)}${other ? figure(other.metrics[name]) : ""}`,
    );
  }
  if (!other) return;
  const { onlyFirst, onlySecond, pValue } = mcnemar(isRight, other.isRight);
  console.log(
    `\nOnly ${model.name} right: ${onlyFirst}; only ${other.model.name} right: ${onlySecond}; ` +
      `McNemar's test: p = ${pValue.toPrecision(3)}`,
  );
}
