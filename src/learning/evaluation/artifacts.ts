import { bestLabel, type ScoredPictures } from "./scoredPictures.js";
import { lowerBound } from "./ranking.js";

/** Artifacts are left out beyond this many labels: the matrix alone has the square of it. */
export const MOST_ARTIFACT_LABELS = 1000;

/** Points of each table of {@link accuracyTable}. */
const POINTS = 100;

/** Counts how often each label (row) was predicted as each label (column). */
export function confusionMatrix({ labels, scores, truth }: ScoredPictures): number[][] {
  const matrix = labels.map(() => labels.map(() => 0));
  scores.forEach((row, picture) => {
    const counts = matrix[truth[picture]?.[0] ?? 0];
    const given = bestLabel(row);
    if (counts) counts[given] = (counts[given] ?? 0) + 1;
  });
  return matrix;
}

/** Makes Azure ML's artifact `confusion_matrix`, schema version 1.0.0. */
export function confusionMatrixArtifact(scored: ScoredPictures) {
  return {
    schema_type: "confusion_matrix",
    schema_version: "1.0.0",
    data: { class_labels: scored.labels, matrix: confusionMatrix(scored) },
  };
}

/**
 * Makes Azure ML's artifact `accuracy_table`, schema version 1.0.1: for each label and each of 100
 * thresholds the true positives, false positives, true negatives and false negatives, one label
 * against the rest. Thresholds are probabilities from 0 to 1, and percentiles of all scores of all
 * labels together. The tables of a label without pictures are all zeros.
 *
 * Source: `AccuracyTable` of azureml-metrics 0.0.91, with one difference: there the labels after a
 * label without pictures get the tables of their predecessors; here each label has its own.
 */
export function accuracyTable(scored: ScoredPictures) {
  const { labels } = scored;
  const probabilities = Array.from({ length: POINTS }, (_, i) => i * (1 / (POINTS - 1)));
  const sorted = sortedScores(scored);
  const percentiles = probabilities.map((share) => percentile(sorted, share));
  const tables = labels.map((_, label) => {
    const toTable = tableMaker(scored, label);
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

/** Sorts all scores of all labels in ascending order. */
function sortedScores({ labels, scores }: ScoredPictures): Float64Array {
  const all = new Float64Array(scores.length * labels.length);
  scores.forEach((row, picture) => all.set(row, picture * labels.length));
  return all.toSorted();
}

/** Makes tables of one label: true and false positives, true and false negatives per threshold. */
function tableMaker({ scores, truth }: ScoredPictures, label: number) {
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

/** Interpolates as NumPy does, to the last bit, because the result may be compared with equal scores. */
function percentile(sorted: Float64Array, share: number): number {
  const position = ((share * 100) / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.floor(position) + 1] ?? low;
  const weight = position - Math.floor(position);
  return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
}
