import { ClassifierError } from "../../errors.js";
import type { PictureStore } from "./pictureStore.js";

/**
 * A text file without its byte order mark.
 *
 * @throws ClassifierError `InvalidRequest` where it is not UTF-8; what the store throws
 */
export async function readText(store: PictureStore, path: string): Promise<string> {
  const bytes = await store.read(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ClassifierError("InvalidRequest", `${path}: is not UTF-8 text.`, { cause });
  }
}

/** The same, or undefined where there is no such file. */
export async function readTextIfThere(
  store: PictureStore,
  path: string,
): Promise<string | undefined> {
  return readText(store, path).catch((error: unknown) => {
    if (error instanceof ClassifierError && error.code === "NotFound") return undefined;
    throw error;
  });
}

/** @param line from 1 */
export function badLine(path: string, line: number, fault: string): ClassifierError {
  return new ClassifierError("InvalidRequest", `${path}, line ${line}: ${fault}.`);
}
