import { stat } from "node:fs/promises";
import { CommandError } from "./command/mistakes.js";

/** What is at a path. */
export async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return undefined;
  return found.isDirectory() ? "folder" : "file";
}

/** @throws CommandError where there is no such folder */
export async function requireFolder(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind === undefined) throw new CommandError(`There is no folder ${path}.`);
  if (kind === "file") throw new CommandError(`${path} is a file; expected a folder.`);
}

/**
 * For a folder that is written only when it is new.
 *
 * @throws CommandError where something is there
 */
export async function requireFree(path: string): Promise<void> {
  if ((await kindOf(path)) === undefined) return;
  throw new CommandError(`${path} exists already; remove it or choose another folder.`);
}

/**
 * For a folder that may be there.
 *
 * @throws CommandError where a file is in its place
 */
export async function requireNoFile(path: string): Promise<void> {
  if ((await kindOf(path)) === "file") {
    throw new CommandError(`${path} is a file; expected a folder to write into.`);
  }
}
