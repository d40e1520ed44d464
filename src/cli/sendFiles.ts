import { readFile, stat } from "node:fs/promises";
import pMap from "p-map";
import { ClassifierError, toClassifierError } from "../errors.js";
import { Refusal } from "./appClient.js";
import { toFileMistake } from "./command/fileMistakes.js";
import type { Failure } from "./failures.js";
import type { FolderFile } from "./folderFiles.js";
import { megabytes, rateProgress } from "./progress.js";

/** Files that are sent in parallel. */
const AT_ONCE = 16;

/** No app takes a larger picture, whatever MAX_IMAGE_BYTES says. */
const MOST_BYTES = 100 * 1024 * 1024;

/**
 * Sends files, and shows how far it is. One that cannot be sent is noted, and the others go on.
 *
 * @param send sends the bytes of one file
 * @param check throws where no file at all can be sent any more
 */
export async function sendFiles(
  files: readonly FolderFile[],
  send: (path: string, bytes: Uint8Array) => Promise<void>,
  check: () => Promise<void>,
): Promise<Failure[]> {
  const unsent: Failure[] = [];
  const show = rateProgress("Uploading", files.length);
  let done = 0;
  const sendOne = async ({ file, path }: FolderFile): Promise<void> => {
    try {
      await send(path, await readPicture(file));
    } catch (error) {
      await check();
      unsent.push({ name: path, ...describe(error) });
    }
    show(++done);
  };
  await pMap(files, sendOne, { concurrency: AT_ONCE });
  return unsent.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function readPicture(file: string): Promise<Uint8Array> {
  const { size } = await stat(file);
  if (size <= MOST_BYTES) return readFile(file);
  const detail = `The file has ${megabytes(size)}; no app takes more than ${megabytes(MOST_BYTES)}.`;
  throw new ClassifierError("ImageTooLarge", detail);
}

function describe(error: unknown): Omit<Failure, "name"> {
  if (error instanceof Refusal) return { code: error.code, message: error.detail };
  const isOfFile = error instanceof Error && "syscall" in error && "code" in error;
  if (isOfFile) {
    const code = String(error.code);
    return { code, message: toFileMistake(code) };
  }
  const { code, message } = toClassifierError(error);
  return code === "InternalError" ? { code: "NotSent", message: String(error) } : { code, message };
}
