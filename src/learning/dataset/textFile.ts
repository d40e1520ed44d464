import { DatasetError, isMissing } from "./datasetError.js";
import type { PictureStore } from "./pictureStore.js";

/**
 * Reads a text file without its byte order mark.
 *
 * @throws DatasetError where the file is not UTF-8, and what the store throws
 */
export async function readText(store: PictureStore, path: string): Promise<string> {
  const bytes = await store.read(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DatasetError(`${path}: is not UTF-8 text.`, { cause });
  }
}

/** @returns undefined where there is no such file */
export async function readTextIfThere(
  store: PictureStore,
  path: string,
): Promise<string | undefined> {
  return readText(store, path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
}

/** @param line from 1 */
export function badLine(path: string, line: number, fault: string): DatasetError {
  return new DatasetError(`${path}, line ${line}: ${fault}.`);
}
