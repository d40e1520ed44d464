import { posix } from "node:path";
import { z } from "zod";
import { labelsOf, type Dataset, type LocatedPicture } from "./labelledPicture.js";
import { locatePicture } from "./locatePicture.js";
import { readPlace, type FetchPicture } from "./picturePlace.js";
import type { PictureStore } from "./pictureStore.js";
import { badLine, readText } from "./textFile.js";
import { firstIssue } from "../../firstIssue.js";

const rowSchema = z.looseObject({
  image_url: z.string().min(1),
  label: z.union([z.string(), z.array(z.string())]).nullish(),
});

/**
 * Reads Azure ML's JSON Lines for image classification: one `{"image_url": …, "label": …}` a line,
 * the label a string or, for several labels, an array. Other keys are ignored.
 *
 * @param paths of the files; their rows are concatenated
 * @throws DatasetError that names the file and the line
 */
export async function readJsonLines(
  store: PictureStore,
  paths: readonly string[],
  fetchPicture: FetchPicture,
): Promise<Dataset> {
  const pictures: LocatedPicture[] = [];
  let multiLabel = false;
  for (const path of paths) {
    const folder = posix.dirname(path);
    for (const [index, line] of (await readText(store, path)).split("\n").entries()) {
      if (line.trim() === "") continue;
      const { image_url: imageUrl, label } = parseRow(line, path, index + 1);
      multiLabel ||= Array.isArray(label);
      const { name, place } = locatePicture(imageUrl, folder);
      const read = (): Promise<Uint8Array> => readPlace(place, store, fetchPicture);
      pictures.push({ name, labels: toLabels(label), place, read });
    }
  }
  const task = multiLabel ? "multi-label" : "single-label";
  return { pictures, labels: labelsOf(pictures), task };
}

function parseRow(text: string, path: string, line: number): z.infer<typeof rowSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw badLine(path, line, "is not valid JSON");
  }
  const { data, error } = rowSchema.safeParse(json);
  if (data) return data;
  const [field] = error.issues[0]?.path ?? [];
  if (field === "label") throw badLine(path, line, "label must be a text or a list of texts");
  const sentence = firstIssue(error);
  throw badLine(path, line, field === undefined ? "is not an object" : sentence.replace(/\.$/, ""));
}

function toLabels(label: string | readonly string[] | null | undefined): string[] {
  const labels = typeof label === "string" ? [label] : (label ?? []);
  return [...new Set(labels.filter((name) => name.trim() !== ""))];
}
