import { join } from "node:path";
import { checkPictures, type Checks } from "../learning/dataset/checkPictures.js";
import { localSource } from "../learning/dataset/folderStore.js";
import type { Dataset, LabelledPicture } from "../learning/dataset/labelledPicture.js";
import { isListFile, type DatasetSource } from "../learning/dataset/pictureStore.js";
import { unknownLabels } from "../learning/dataset/leftOut.js";
import { quantity } from "../learning/dataset/quantity.js";
import { readDataset } from "../learning/dataset/readDataset.js";
import type { DatasetReport } from "../learning/dataset/report.js";
import { fetchPicture } from "../outbound/fetchPicture.js";
import type { Settings } from "../settings.js";
import { blobSource } from "../learning/dataset/blobStore.js";
import { openAccount } from "./account.js";
import { text } from "./command/kinds.js";
import { CommandError } from "./command/mistakes.js";
import { kindOf } from "./place.js";
import { rateProgress } from "./progress.js";
import { openSourceAccount } from "./source.js";

/** The place of a data set. */
export const data = text(
  "DATA",
  "a folder with a folder for each label, Azure ML's JSON Lines or MLTable, a labels.csv, or a container and prefix",
);

/** Outputs of models in earlier runs. */
export const outputCache = join(".cache", "outputs");

/** Problems of a data set that are printed one by one. */
const MOST_PROBLEMS = 20;

/** Lists the pictures of a local path, or of a container and prefix of Blob storage. */
export async function openDataset(data: string, settings: Settings): Promise<Dataset> {
  const fetch = (url: string): Promise<Uint8Array> => fetchPicture(url, settings.url);
  return readDataset(await locate(data), fetch);
}

async function locate(data: string): Promise<DatasetSource> {
  const kind = await kindOf(data);
  if (kind === "file" && !isListFile(data)) {
    throw new CommandError(`${data} is a file; expected a folder, a .jsonl or a .csv file.`);
  }
  if (kind) return localSource(data);
  const isAddress = URL.canParse(data);
  return blobSource(await (isAddress ? openAccount() : openSourceAccount(data)), data);
}

/** Checks every picture before anything long starts, and prints the problems. */
export async function checkDataset(
  pictures: readonly LabelledPicture[],
  checks: Omit<Checks, "progress">,
): Promise<DatasetReport> {
  let done = 0;
  const show = rateProgress("Checking", pictures.length);
  const report = await checkPictures(pictures, { ...checks, progress: () => show(++done) });
  tellProblems(report);
  return report;
}

export function tellProblems({ problems, pictures }: DatasetReport): void {
  // One sentence tells of all unknown labels: a model may know none of a whole folder.
  const single = problems.filter(({ reason }) => reason !== "unknown-label");
  for (const { detail } of single.slice(0, MOST_PROBLEMS)) console.error(detail);
  if (single.length > MOST_PROBLEMS) console.error(`and ${single.length - MOST_PROBLEMS} more`);
  for (const sentence of unknownLabels(problems)) console.error(sentence);
  if (problems.length > 0) {
    console.error(`${quantity(problems.length, "picture")} left out, ${pictures.length} used.`);
  }
}
