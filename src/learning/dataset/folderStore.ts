import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { DatasetError } from "./datasetError.js";
import { isHidden, isListFile, type DatasetSource, type PictureStore } from "./pictureStore.js";

/**
 * Opens a data set on disk.
 *
 * @param path of a folder, or of a .jsonl or .csv file
 * @param root the folder that holds every file of the data set; by default the data set's own folder
 * @throws DatasetError where the folder does not exist, or the path is outside of it
 */
export async function localSource(
  path: string,
  root: string = isListFile(path) ? dirname(path) : path,
): Promise<DatasetSource> {
  const store = await folderStore(root);
  const inside = relative(resolve(root), resolve(path));
  if (leadsOut(inside)) throw outside(path);
  return { name: path, store, path: inside.split(sep).join("/") };
}

/**
 * Opens the files of a folder on disk. No `..`, absolute path or symbolic link leads out of it.
 *
 * @throws DatasetError where the folder does not exist
 */
export async function folderStore(folder: string): Promise<PictureStore> {
  const isFolder = (await stat(folder).catch(() => undefined))?.isDirectory();
  if (!isFolder) throw new DatasetError(`There is no folder ${folder}.`);
  const root = await realpath(folder);
  return {
    async *list() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      for (const entry of entries) {
        // A link may lead to a picture; read() finds out where.
        if (!entry.isFile() && !entry.isSymbolicLink()) continue;
        const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join("/");
        if (!isHidden(path)) yield path;
      }
    },
    async read(path) {
      const target = resolve(root, path);
      try {
        const real = await realpath(target).catch(() => target);
        if (leadsOut(relative(root, real))) throw outside(path);
        return await readFile(real);
      } catch (error) {
        if (error instanceof DatasetError) throw error;
        throw new DatasetError(`${path}: ${reasonOf(error)}.`, { missing: true, cause: error });
      }
    },
  };
}

function leadsOut(path: string): boolean {
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path);
}

function outside(path: string): DatasetError {
  return new DatasetError(`${path}: is outside of the data folder.`);
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return code === "ENOENT" || code === "ENOTDIR" ? "there is no such file" : `not readable ${code}`;
}
