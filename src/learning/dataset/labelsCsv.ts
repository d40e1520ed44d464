import { posix } from "node:path";
import { parseCsv } from "./csv.js";
import { labelsOf, type Dataset, type LocatedPicture } from "./labelledPicture.js";
import { readFirst } from "./picturePlace.js";
import type { PictureStore } from "./pictureStore.js";
import { badLine } from "./textFile.js";

/**
 * Reads a table `filename,labels` with labels separated by spaces, as in the multi-label version of
 * the fridgeObjects data set. The pictures are beside the table or in `images/`.
 *
 * @param path of the table in the store
 * @throws DatasetError that names the line
 */
export function readLabelsCsv(text: string, path: string, store: PictureStore): Dataset {
  const [header, ...records] = parseCsv(text, path);
  if (header?.fields.map((field) => field.trim().toLowerCase()).join() !== "filename,labels") {
    throw badLine(path, header?.line ?? 1, "expected the header filename,labels");
  }
  const folder = posix.dirname(path);
  const pictures = records.map(
    ({ line, fields: [field = "", labels, ...others] }): LocatedPicture => {
      const name = field.trim();
      if (name === "" || labels === undefined || others.length > 0) {
        throw badLine(path, line, "expected a file name and labels");
      }
      const beside = posix.isAbsolute(name) ? name : posix.join(folder, name);
      const paths: [string, string] = [beside, posix.join(folder, "images", name)];
      return {
        name,
        labels: [...new Set(labels.split(/\s+/).filter(Boolean))],
        place: { paths },
        read: () => readFirst(store, paths),
      };
    },
  );
  const multiLabel = pictures.some(({ labels }) => labels.length > 1);
  return {
    pictures,
    labels: labelsOf(pictures),
    task: multiLabel ? "multi-label" : "single-label",
  };
}
