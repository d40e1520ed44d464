import { posix } from "node:path";
import { DatasetError } from "./datasetError.js";
import { readClassFolders } from "./classFolders.js";
import { readJsonLines } from "./jsonLines.js";
import type { Dataset } from "./labelledPicture.js";
import { readLabelsCsv } from "./labelsCsv.js";
import { mlTableFiles } from "./mlTable.js";
import type { FetchPicture } from "./picturePlace.js";
import type { DatasetSource } from "./pictureStore.js";
import { readText, readTextIfThere } from "./textFile.js";

/**
 * Lists the pictures of a data set without reading them. The files tell the kind of data set: Azure
 * ML's JSON Lines (a .jsonl file, or a folder with `MLTable`), a table (a .csv file, or a folder with
 * `labels.csv`), or a folder with one folder per class.
 *
 * @param fetchPicture reads a picture whose `image_url` is an https URL
 * @throws DatasetError where there is no data set, or it has a mistake
 * @throws ClassifierError, a retryable one, where the store does not answer
 */
export async function readDataset(
  source: DatasetSource,
  fetchPicture: FetchPicture,
): Promise<Dataset> {
  const dataset = await readKind(source, fetchPicture);
  if (dataset.pictures.length > 0) return dataset;
  throw new DatasetError(`${source.name} has no rows.`);
}

async function readKind(source: DatasetSource, fetchPicture: FetchPicture): Promise<Dataset> {
  const { store, path } = source;
  if (/\.jsonl$/i.test(path)) return readJsonLines(store, [path], fetchPicture);
  if (/\.csv$/i.test(path)) return readLabelsCsv(await readText(store, path), path, store);
  const mlTable = posix.join(path, "MLTable");
  const description = await readTextIfThere(store, mlTable);
  if (description !== undefined) {
    return readJsonLines(store, mlTableFiles(description, mlTable), fetchPicture);
  }
  const table = posix.join(path, "labels.csv");
  const rows = await readTextIfThere(store, table);
  if (rows !== undefined) return readLabelsCsv(rows, table, store);
  return readClassFolders(source);
}
