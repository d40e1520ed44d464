import type { Task } from "../../inference/modelFolder.js";
import { bestLabel } from "./scoredPictures.js";

/**
 * Lists the indices of the labels that a model gives to a picture: the best one, or for several labels
 * all from the threshold on.
 */
export function givenLabels(scores: ArrayLike<number>, task: Task, threshold: number): number[] {
  if (task === "single-label") return [bestLabel(scores)];
  return Array.from(scores, (_, label) => label).filter(
    (label) => (scores[label] ?? 0) >= threshold,
  );
}
