import { DatasetError } from "../dataset/datasetError.js";
import type { HeadLoss, Judgement, TrainingLoss } from "./headLoss.js";
import { toSampleWeights } from "./sampleWeights.js";

export interface SigmoidOptions {
  /** Makes the total weights of each label's positive and negative rows equal. */
  readonly balanced?: boolean | undefined;
  /** Weight of each row; 1 by default. */
  readonly sampleWeights?: ArrayLike<number> | undefined;
}

/**
 * Logistic regression of each label by itself: a picture has any number of right labels. The
 * objective equals that of scikit-learn's OneVsRestClassifier(LogisticRegression()).
 *
 * @param labels [rows, labelCount]: 1 where the label is right, else 0
 * @throws DatasetError where the labels are not 0 or 1, or a weight is out of its range
 */
export function sigmoidRegression(
  labels: Uint8Array,
  labelCount: number,
  { balanced = false, sampleWeights: given }: SigmoidOptions = {},
): HeadLoss {
  const rowCount = labels.length / labelCount;
  if (labelCount < 1 || !Number.isInteger(rowCount) || labels.some((label) => label > 1)) {
    throw new DatasetError("Each row has a 0 or a 1 for each label");
  }
  const sampleWeights = toSampleWeights(given, rowCount);

  const on = (rows: Int32Array): TrainingLoss => {
    const total = rows.reduce((sum, row) => sum + (sampleWeights[row] ?? 0), 0);
    const positives = new Float64Array(labelCount);
    for (const row of rows) {
      for (let k = 0; k < labelCount; k++) {
        const isPositive = labels[row * labelCount + k] === 1;
        if (isPositive) positives[k] = (positives[k] ?? 0) + (sampleWeights[row] ?? 0);
      }
    }
    const countOf = (label: number, k: number): number =>
      label === 1 ? (positives[k] ?? 0) : total - (positives[k] ?? 0);
    const weights = new Float64Array(rows.length * labelCount);
    rows.forEach((row, index) => {
      for (let k = 0; k < labelCount; k++) {
        const count = countOf(labels[row * labelCount + k] ?? 0, k);
        const factor = balanced && count > 0 ? total / (2 * count) : 1;
        weights[index * labelCount + k] = factor * (sampleWeights[row] ?? 0);
      }
    });
    return {
      evaluate: (index, logits, at) => {
        const labelsAt = (rows[index] ?? 0) * labelCount;
        let loss = 0;
        for (let k = 0; k < labelCount; k++) {
          const weight = weights[index * labelCount + k] ?? 0;
          const logit = logits[at + k] ?? 0;
          const label = labels[labelsAt + k] ?? 0;
          loss += weight * binaryCrossEntropy(logit, label);
          logits[at + k] = weight * (sigmoid(logit) - label);
        }
        return loss;
      },
      curvature: (index, logits, at) => {
        let sum = 0;
        for (let k = 0; k < labelCount; k++) {
          const probability = sigmoid(logits[at + k] ?? 0);
          sum += (weights[index * labelCount + k] ?? 0) * probability * (1 - probability);
        }
        return sum / labelCount;
      },
      judge: (row, logits, at) =>
        judge(
          logits.subarray(at, at + labelCount),
          labels.subarray(row * labelCount, (row + 1) * labelCount),
          (label, k) => countOf(label, k) > 0,
        ),
    };
  };
  return { rows: rowCount, labelCount, sampleWeights, penaltyFactor: 1, on };
}

function judge(
  logits: Float64Array,
  labels: Uint8Array,
  isKnown: (label: number, k: number) => boolean,
): Judgement {
  let loss = 0;
  let known = 0;
  let right = 0;
  labels.forEach((label, k) => {
    const logit = logits[k] ?? 0;
    if (logit > 0 === (label === 1)) right++;
    if (!isKnown(label, k)) return;
    loss += binaryCrossEntropy(logit, label);
    known++;
  });
  return { logLoss: known > 0 ? loss / known : undefined, right: right / labels.length };
}

/** Computes ln(1 + exp(z)) - label · z without overflow. */
function binaryCrossEntropy(logit: number, label: number): number {
  return Math.log1p(Math.exp(-Math.abs(logit))) + Math.max(logit, 0) - label * logit;
}

/** Keeps the exponent negative, so that nothing overflows. */
function sigmoid(logit: number): number {
  const exp = Math.exp(-Math.abs(logit));
  return (logit >= 0 ? 1 : exp) / (1 + exp);
}
