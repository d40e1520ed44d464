import { bestLabel, type Predictions } from "./predictions.js";

/** Labels beyond which the artifacts are left out: the matrix alone would have a million cells. */
export const MOST_ARTIFACT_LABELS = 1000;

/** Points of each table of {@link accuracyTable}. */
const POINTS = 100;

/** How often each label (row) was taken for each label (column). */
export function confusionMatrix({ labels, scores, truth }: Predictions): number[][] {
  const matrix = labels.map(() => labels.map(() => 0));
  scores.forEach((row, picture) => {
    const counts = matrix[truth[picture]?.[0] ?? 0];
    const given = bestLabel(row);
    if (counts) counts[given] = (counts[given] ?? 0) + 1;
  });
  return matrix;
}

/** Azure ML's artifact `confusion_matrix`, schema version 1.0.0. */
export function confusionMatrixArtifact(predictions: Predictions) {
  return {
    schema_type: "confusion_matrix",
    schema_version: "1.0.0",
    data: { class_labels: predictions.labels, matrix: confusionMatrix(predictions) },
  };
}

/**
 * Azure ML's artifact `accuracy_table`, schema version 1.0.1: for each label and each of 100
 * thresholds the true positives, false positives, true negatives and false negatives, one label
 * against the rest. Thresholds are probabilities from 0 to 1, and percentiles of the label's scores.
 */
export function accuracyTable({ labels, scores, truth }: Predictions) {
  const steps = Array.from({ length: POINTS }, (_, i) => i / (POINTS - 1));
  const tables = labels.map((_, label) => {
    const column = scores.map((row) => row[label] ?? 0);
    const isPositive = truth.map((own) => own.includes(label));
    const sorted = column.toSorted((a, b) => a - b);
    const at = (threshold: number): number[] => confusion(column, isPositive, threshold);
    return {
      probability: steps.map(at),
      percentile: steps.map((step) => at(percentile(sorted, step))),
    };
  });
  return {
    schema_type: "accuracy_table",
    schema_version: "1.0.1",
    data: {
      class_labels: labels,
      probability_tables: tables.map(({ probability }) => probability),
      percentile_tables: tables.map((table) => table.percentile),
      probability_thresholds: steps,
      percentile_thresholds: steps,
    },
  };
}

/** True positives, false positives, true negatives, false negatives. */
function confusion(
  scores: readonly number[],
  isPositive: readonly boolean[],
  threshold: number,
): number[] {
  const counts = [0, 0, 0, 0];
  scores.forEach((score, picture) => {
    const isGiven = score >= threshold;
    const kind = isGiven ? (isPositive[picture] ? 0 : 1) : isPositive[picture] ? 3 : 2;
    counts[kind] = (counts[kind] ?? 0) + 1;
  });
  return counts;
}

/** As NumPy interpolates it. */
function percentile(sorted: readonly number[], share: number): number {
  const position = share * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? low;
  return low + (high - low) * (position - Math.floor(position));
}
