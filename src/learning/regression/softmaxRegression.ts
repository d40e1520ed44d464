import { DatasetError } from "../dataset/datasetError.js";
import type { HeadLoss, Judgement, TrainingLoss } from "./headLoss.js";
import { toSampleWeights } from "./sampleWeights.js";

export interface SoftmaxOptions {
  /**
   * Makes the total weights of the labels equal, as scikit-learn does: each row of a label counts
   * rows / (labels · rows of the label), where rows count by their sample weights.
   */
  readonly balanced?: boolean | undefined;
  /** Weight of each row; 1 by default. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
  /** Share ε of each target that is spread evenly over all labels, 0 ≤ ε < 1; 0 by default. */
  readonly labelSmoothing?: number | undefined;
}

/**
 * Multinomial logistic regression: each picture has one right label.
 *
 * The objective equals that of scikit-learn's LogisticRegression. For two labels scikit-learn has one
 * row of weights, which here is the difference of two opposite rows. Their penalty is doubled, so
 * that the same strength gives the same probabilities.
 *
 * @param classes the right label of each row, from 0
 * @throws DatasetError where a label, weight or smoothing is out of its range
 */
export function softmaxRegression(
  classes: Int32Array,
  labelCount: number,
  { balanced = false, sampleWeights: given, labelSmoothing = 0 }: SoftmaxOptions = {},
): HeadLoss {
  if (labelCount < 2 || classes.some((label) => label < 0 || label >= labelCount)) {
    refuse("A row's label is not one of two or more labels");
  }
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    refuse("Label smoothing is from 0 up to, not including, 1");
  }
  const sampleWeights = toSampleWeights(given, classes.length);

  const on = (rows: Int32Array): TrainingLoss => {
    const counts = new Float64Array(labelCount);
    for (const row of rows) {
      const label = classes[row] ?? 0;
      counts[label] = (counts[label] ?? 0) + (sampleWeights[row] ?? 0);
    }
    const byClass = balanced ? balancedWeights(counts) : undefined;
    const weights = Float64Array.from(
      rows,
      (row) => (sampleWeights[row] ?? 0) * (byClass?.[classes[row] ?? 0] ?? 1),
    );
    return {
      evaluate: (index, logits, at) => {
        const label = classes[rows[index] ?? 0] ?? 0;
        return crossEntropy(logits, at, labelCount, label, labelSmoothing, weights[index] ?? 0);
      },
      curvature: (index, logits, at) =>
        (weights[index] ?? 0) * meanVariance(softmax(logits.subarray(at, at + labelCount))),
      judge: (row, logits, at) => judge(logits, at, counts, classes[row] ?? 0),
    };
  };
  const penaltyFactor = labelCount === 2 ? 2 : 1;
  return { rows: classes.length, labelCount, sampleWeights, penaltyFactor, on };
}

/** Labels without rows do not count as labels. */
function balancedWeights(counts: Float64Array): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const present = counts.filter((count) => count > 0).length;
  return Array.from(counts, (count) => (count > 0 ? total / (present * count) : 0));
}

/**
 * Computes the loss of one row: ln Σ exp(z - m) + m - Σ target · z, where m is the largest logit. No
 * term is negative and none cancels, so small losses of separable data keep their digits.
 */
function crossEntropy(
  logits: Float64Array,
  at: number,
  labelCount: number,
  label: number,
  smoothing: number,
  weight: number,
): number {
  let best = 0;
  for (let k = 1; k < labelCount; k++) {
    if ((logits[at + k] ?? 0) > (logits[at + best] ?? 0)) best = k;
  }
  const max = logits[at + best] ?? 0;
  const gap = max - (logits[at + label] ?? 0);
  let gaps = 0;
  let others = 0;
  for (let k = 0; k < labelCount; k++) {
    const below = max - (logits[at + k] ?? 0);
    const exp = Math.exp(-below);
    gaps += below;
    if (k !== best) others += exp;
    logits[at + k] = exp;
  }
  const spread = smoothing / labelCount;
  const scale = weight / (1 + others);
  for (let k = 0; k < labelCount; k++) {
    logits[at + k] = scale * (logits[at + k] ?? 0) - weight * spread;
  }
  logits[at + label] = (logits[at + label] ?? 0) - weight * (1 - smoothing);
  return weight * (Math.log1p(others) + (1 - smoothing) * gap + spread * gaps);
}

/** Mean of p · (1 - p). */
function meanVariance(probabilities: Float64Array): number {
  return probabilities.reduce((sum, p) => sum + p * (1 - p), 0) / probabilities.length;
}

function softmax(logits: Float64Array): Float64Array {
  const max = logits.reduce((max, logit) => Math.max(max, logit));
  const exps = logits.map((logit) => Math.exp(logit - max));
  const sum = exps.reduce((sum, exp) => sum + exp, 0);
  return exps.map((exp) => exp / sum);
}

function judge(logits: Float64Array, at: number, counts: Float64Array, label: number): Judgement {
  const row = logits.slice(at, at + counts.length);
  const best = row.indexOf(row.reduce((max, logit) => Math.max(max, logit)));
  const loss = crossEntropy(row, 0, counts.length, label, 0, 1);
  return { logLoss: (counts[label] ?? 0) > 0 ? loss : undefined, right: best === label ? 1 : 0 };
}

function refuse(message: string): never {
  throw new DatasetError(message);
}
