import { DatasetError } from "./datasetError.js";
import { labelsOf, type Dataset, type LocatedPicture } from "./labelledPicture.js";
import type { DatasetSource } from "./pictureStore.js";

/**
 * Reads a folder with one folder per class. Every file in a class folder, at any depth, counts as a
 * picture; files beside the class folders do not.
 *
 * @throws DatasetError where no class folder has files of its own, such as `train/` and `val/` with
 *   the class folders inside
 */
export async function readClassFolders({
  name: folder,
  store,
  path,
}: DatasetSource): Promise<Dataset> {
  const start = path === "" ? "" : `${path}/`;
  const names: string[] = [];
  for await (const file of store.list()) {
    if (file.startsWith(start) && file.includes("/", start.length)) {
      names.push(file.slice(start.length));
    }
  }
  if (names.length === 0) {
    throw new DatasetError(
      `${folder} has no data set: neither MLTable nor labels.csv nor a folder for each class. ` +
        "A .jsonl file is given by its own path.",
    );
  }
  if (names.every((name) => name.indexOf("/") !== name.lastIndexOf("/"))) {
    const outer = [...new Set(names.map((name) => name.slice(0, name.indexOf("/"))))].toSorted();
    throw new DatasetError(
      `The classes' folders of ${folder} are a level deeper, in ${outer.slice(0, 3).join(", ")}; give one of these.`,
    );
  }
  const pictures = names.toSorted().map((name): LocatedPicture => ({
    name,
    labels: [name.slice(0, name.indexOf("/"))],
    place: { paths: [start + name] },
    read: () => store.read(start + name),
  }));
  return { pictures, labels: labelsOf(pictures), task: "single-label" };
}
