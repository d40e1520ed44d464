import type { Task } from "../../inference/modelFolder.js";
import type { PicturePlace } from "./picturePlace.js";

/** A picture with the labels that people gave it. */
export interface LabelledPicture {
  /** As the data set names it: a path, or a URL without its query. */
  readonly name: string;
  /** Without repetitions, in the order of the data; may be empty. */
  readonly labels: readonly string[];
  /**
   * Reads the encoded picture.
   *
   * @throws ClassifierError, a retryable one, where the source does not answer; any other error
   *   where the picture cannot be read
   */
  read(): Promise<Uint8Array>;
}

/** A picture of a data set, which may be read later and elsewhere by its place. */
export interface LocatedPicture extends LabelledPicture {
  readonly place: PicturePlace;
}

export interface Dataset {
  /** In the order of the data; class folders are sorted by path. */
  readonly pictures: readonly LocatedPicture[];
  /** Sorted by UTF-16 code units, so that the order is the same on every machine. */
  readonly labels: readonly string[];
  readonly task: Task;
}

/** Names of the labels that the pictures have, sorted. */
export function labelsOf(pictures: Iterable<Pick<LabelledPicture, "labels">>): string[] {
  const labels = new Set<string>();
  for (const picture of pictures) for (const label of picture.labels) labels.add(label);
  return [...labels].toSorted();
}

/** One text for one set of labels, whatever their order. */
export function labelSet({ labels }: Pick<LabelledPicture, "labels">): string {
  return JSON.stringify(labels.toSorted());
}
