import { toTrainingRequest } from "../contracts/training/trainingRequest.js";
import { DEFAULT_FRACTION, splitInWords } from "../learning/heads/splitInWords.js";
import { toCloudData } from "./cloudData.js";
import { runInCloud, type CloudResult } from "./cloudJob.js";
import { UsageError } from "./command/mistakes.js";
import { tellTraining } from "./figures.js";
import type { FinetuneValues } from "./finetuneOptions.js";
import { requireNoFile } from "./place.js";

/**
 * Trains a head in an app.
 *
 * @param url the app's address
 * @throws UsageError, CommandError; ClassifierError `InvalidRequest`
 */
export async function finetuneInCloud(url: string, values: FinetuneValues): Promise<void> {
  const { head: name, out } = values;
  if (name === undefined) throw new UsageError("--cloud needs --head NAME: an app trains heads");
  if (out !== undefined) await requireNoFile(out);
  const data = await toCloudData(values.data);
  const given = values.validation === undefined ? undefined : await toCloudData(values.validation);
  const request = toTrainingRequest({
    name,
    data: data.place,
    validation: given?.place,
    task: values.task,
    folds: values.folds,
    holdout: values.holdout,
    seed: values.seed,
    augment: values.augment,
    balanced: values.balanced,
    label_smoothing: values["label-smoothing"],
    precision: values.precision,
    promote: values.promote,
  });
  const all = given ? [data, given] : [data];
  const job = { kind: "training", url, key: values.key, request, data: all, out } as const;
  const result = await runInCloud(job);
  tell(result, toSplit(values));
  console.log(`${result.folder} has the report. ${toUse(result, name)}`);
}

/** What it was measured on, in the words of the local command. */
function toSplit({ validation, folds, holdout: fraction = DEFAULT_FRACTION }: FinetuneValues) {
  if (validation !== undefined) return validation;
  return splitInWords(
    folds === undefined ? { kind: "fraction", fraction } : { kind: "folds", folds },
  );
}

function tell({ state, pictures }: CloudResult, split: string): void {
  const { metrics = {}, created_at: start, finished_at: end = start } = state;
  tellTraining(pictures, metrics, split, (Date.parse(end) - Date.parse(start)) / 1000);
}

/** How to ask for the new version. */
function toUse({ state: { version = 1, current } }: CloudResult, name: string): string {
  const asked = `Ask for ${name}@${version} with ?head=${name}`;
  if (current) return asked;
  return `${asked}@${version}, and publish it with POST /api/heads/${name}/versions/${version}/promote`;
}
