import { basename, isAbsolute, relative, resolve, sep } from "node:path";
import { CommandError } from "./command/mistakes.js";
import { folderFiles, type FolderFile } from "./folderFiles.js";
import { kindOf } from "./place.js";

/**
 * The files that some paths name, each with the path of its blob: its path below the working folder, so
 * that `a/1.jpg` and `b/1.jpg` are two. What is elsewhere is called by its own name.
 *
 * @throws CommandError where nothing is at a path, or two files would be one blob
 */
export async function toUploads(paths: readonly string[]): Promise<FolderFile[]> {
  const found = await Promise.all(paths.map(filesAt));
  const byBlob = new Map<string, FolderFile>();
  for (const upload of found.flat()) {
    const { file } = byBlob.get(upload.path) ?? upload;
    if (resolve(file) !== resolve(upload.file)) {
      throw new CommandError(`${file} and ${upload.file} would both be the blob ${upload.path}.`);
    }
    byBlob.set(upload.path, upload);
  }
  if (byBlob.size === 0) throw new CommandError(`${paths.join(" and ")} has no files.`);
  return [...byBlob.values()];
}

async function filesAt(path: string): Promise<FolderFile[]> {
  const kind = await kindOf(path);
  if (kind === undefined) throw new CommandError(`There is no file or folder ${path}.`);
  const name = toBlobName(path);
  if (kind === "file") return [{ file: path, path: name }];
  const files = await folderFiles(path);
  return files.map((entry) => ({
    ...entry,
    path: name === "" ? entry.path : `${name}/${entry.path}`,
  }));
}

/** Empty for the working folder itself. */
function toBlobName(path: string): string {
  const inside = relative("", path);
  const isElsewhere = isAbsolute(inside) || inside === ".." || inside.startsWith(`..${sep}`);
  return isElsewhere ? basename(resolve(path)) : inside.split(sep).join("/");
}
