import { bestLabel, type Predictions } from "./predictions.js";
import { lowerBound } from "./ranking.js";

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
 * against the rest. Thresholds are probabilities from 0 to 1, and percentiles of all scores of all
 * labels together. The tables of a label that no picture has are all zeros.
 *
 * Source: `AccuracyTable` of azureml-metrics 0.0.91, with one difference: where a label has no
 * pictures, that one gives the labels after it the tables of their predecessors; here each has its own.
 */
export function accuracyTable(predictions: Predictions) {
  const { labels } = predictions;
  const probabilities = Array.from({ length: POINTS }, (_, i) => i * (1 / (POINTS - 1)));
  const sorted = sortedScores(predictions);
  const percentiles = probabilities.map((share) => percentile(sorted, share));
  const tables = labels.map((_, label) => {
    const toTable = tableMaker(predictions, label);
    return { probability: toTable(probabilities), percentile: toTable(percentiles) };
  });
  return {
    schema_type: "accuracy_table",
    schema_version: "1.0.1",
    data: {
      class_labels: labels,
      probability_tables: tables.map(({ probability }) => probability),
      percentile_tables: tables.map((table) => table.percentile),
      probability_thresholds: probabilities,
      percentile_thresholds: percentiles,
    },
  };
}

/** All scores of all labels, ascending. */
function sortedScores({ labels, scores }: Predictions): Float64Array {
  const all = new Float64Array(scores.length * labels.length);
  scores.forEach((row, picture) => all.set(row, picture * labels.length));
  return all.toSorted();
}

/** Makes tables of one label: at each threshold true and false positives, true and false negatives. */
function tableMaker({ scores, truth }: Predictions, label: number) {
  const scoresWhere = (has: boolean): Float64Array =>
    Float64Array.from(
      scores.filter((_, picture) => truth[picture]?.includes(label) === has),
      (row) => row[label] ?? 0,
    ).toSorted();
  const positives = scoresWhere(true);
  const negatives = scoresWhere(false);
  return (thresholds: readonly number[]): number[][] =>
    thresholds.map((threshold) => {
      if (positives.length === 0) return [0, 0, 0, 0];
      const falseNegatives = lowerBound(positives, threshold);
      const trueNegatives = lowerBound(negatives, threshold);
      const truePositives = positives.length - falseNegatives;
      return [truePositives, negatives.length - trueNegatives, trueNegatives, falseNegatives];
    });
}

/** As NumPy interpolates it, to the last bit: a score is compared with what may be the same score. */
function percentile(sorted: Float64Array, share: number): number {
  const position = ((share * 100) / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.floor(position) + 1] ?? low;
  const weight = position - Math.floor(position);
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}
