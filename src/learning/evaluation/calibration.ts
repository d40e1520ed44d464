import type { Task } from "../../inference/modelFolder.js";
import { bestLabel, type ScoredPictures } from "./scoredPictures.js";

/** The pictures whose best score lies in one interval. */
export interface CalibrationBin {
  readonly count: number;
  /** Mean of the best scores. */
  readonly confidence: number;
  /** Share of the pictures that were right. */
  readonly accuracy: number;
}

const BINS = 15;

/**
 * Compares confidence with accuracy in 15 intervals of equal width.
 *
 * Source: Guo et al., On Calibration of Modern Neural Networks, 2017.
 *
 * @param confidences the best score of each picture, 0 to 1
 * @param isRight whether that label was right
 */
export function calibration(
  confidences: readonly number[],
  isRight: readonly boolean[],
): CalibrationBin[] {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, confidence: 0, right: 0 }));
  confidences.forEach((confidence, picture) => {
    // Each interval includes its upper end; the first one also includes 0.
    const bin = bins[Math.max(0, Math.ceil(confidence * BINS) - 1)];
    if (!bin) return;
    bin.count++;
    bin.confidence += confidence;
    if (isRight[picture]) bin.right++;
  });
  return bins.map(({ count, confidence, right }) => ({
    count,
    confidence: count > 0 ? confidence / count : 0,
    accuracy: count > 0 ? right / count : 0,
  }));
}

/**
 * Computes the mean distance between confidence and accuracy, weighted by pictures.
 *
 * @returns null where there are no pictures
 */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number | null {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  return bins.reduce(
    (sum, { count, confidence, accuracy }) =>
      sum + (count / total) * Math.abs(confidence - accuracy),
    0,
  );
}

/** The calibration error of best labels; with several labels a picture, of each decision on a label. */
export function calibrationError({ scores, truth }: ScoredPictures, task: Task): number | null {
  const confidences: number[] = [];
  const isRight: boolean[] = [];
  scores.forEach((row, picture) => {
    const own = truth[picture] ?? [];
    for (const label of task === "single-label" ? [bestLabel(row)] : Array.from(row).keys()) {
      confidences.push(row[label] ?? 0);
      isRight.push(own.includes(label));
    }
  });
  return expectedCalibrationError(calibration(confidences, isRight));
}
