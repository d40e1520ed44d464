import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { isHidden } from "../learning/dataset/pictureStore.js";

/** A file below a folder. */
export interface FolderFile {
  /** Where it is on this machine. */
  readonly file: string;
  /** Its path below the folder, with forward slashes. */
  readonly path: string;
}

/** All files below a folder in the order of their paths, without hidden ones. */
export async function folderFiles(folder: string): Promise<FolderFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, path: relative(folder, file).split(sep).join("/") }))
    .filter(({ path }) => !isHidden(path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
