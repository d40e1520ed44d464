import { ClassifierError } from "../errors.js";
import { visibleBox, type Box } from "../image/preprocess.js";
import { toScores } from "../labels/scores.js";
import { topK } from "../labels/topK.js";
import { applyHead, type ClassifierHead } from "./heads.js";
import type { ModelFolder } from "./modelFolder.js";
import type { Inference } from "./pipelineMessages.js";
import type { OutputMap } from "./session.js";

/** How much each part of a picture spoke for its best label (class activation map). */
export interface Explanation {
  readonly label: string;
  /** The part of the upright picture that the grid covers, in pixels; what is cut off is not seen. */
  readonly box: Box;
  /**
   * Rows of cells, from the top left. What speaks against the label is negative. Of the model's own
   * labels, and of heads with several labels a picture, a cell's number is its part of the label's
   * logit: all cells and the label's bias add up to it. Of other heads it is the cell's part of what the
   * label's logit is above the others'.
   */
  readonly grid: readonly (readonly number[])[];
}

/** The part of a model that explanations need. */
export type ExplainedModel = Pick<ModelFolder, "name" | "labels" | "preprocessor">;

/** The part of a head that tells why it answers so. */
export interface HeadToExplain extends Pick<ClassifierHead, "featureCount" | "labels" | "task"> {
  /** [labels, features] in row-major order */
  readonly weights: Float32Array | Float64Array;
  /** [labels] */
  readonly bias: Float32Array | Float64Array;
}

/**
 * Explains a label of a picture. The inference must have been asked for its maps.
 *
 * @param head the classifier that answered; the model's own by default, of which only the best label
 *   can be explained
 * @param label index of a label of the head; the best one by default
 * @throws ClassifierError `ExplanationNotPossible` where the graph does not give the maps
 */
export function explain(
  model: ExplainedModel,
  inference: Inference,
  head?: HeadToExplain,
  label?: number,
): Explanation {
  const { features, featureMap, classMap } = inference;
  const logits = head && features ? applyHead(head, features) : inference.logits;
  const explained = (head && label) ?? topK(logits, 1)[0] ?? 0;
  const map = head ? featureMap && weigh(featureMap, toWeights(head, logits, explained)) : classMap;
  if (!map) throw notPossible(model.name, head !== undefined);
  const { labels } = head ?? model;
  return {
    label: labels[explained] ?? `LABEL_${explained}`,
    box: visibleBox(inference, model.preprocessor),
    grid: toGrid(map),
  };
}

/**
 * How each feature changes what is explained of a label. Where labels compete, that is the label's
 * log-odds, ln(p ÷ (1 − p)) after softmax: its weights, less those of the others, each as far as it is
 * probable where the label is not. What speaks for all labels alike speaks for none.
 */
function toWeights(
  { weights, featureCount, labels, task }: HeadToExplain,
  logits: Float32Array,
  label: number,
): Float32Array {
  const rowOf = (index: number) =>
    weights.subarray(index * featureCount, (index + 1) * featureCount);
  const sums = Float32Array.from(rowOf(label));
  if (task === "multi-label") return sums;
  const others = labels.flatMap((_, index) => (index === label ? [] : [index]));
  const shares = toScores(
    Float32Array.from(others, (other) => logits[other] ?? 0),
    "softmax",
  );
  others.forEach((other, i) => {
    const share = shares[i] ?? 0;
    rowOf(other).forEach((weight, feature) => {
      sums[feature] = (sums[feature] ?? 0) - share * weight;
    });
  });
  return sums;
}

/** The weights · the features of each cell. */
function weigh({ values, rows, columns }: OutputMap, weights: Float32Array): OutputMap {
  const cells = rows * columns;
  const sums = new Float32Array(cells);
  weights.forEach((weight, feature) => {
    for (let cell = 0; cell < cells; cell++) {
      sums[cell] = (sums[cell] ?? 0) + weight * (values[feature * cells + cell] ?? 0);
    }
  });
  return { values: sums, rows, columns };
}

/** The mean of the map is what is explained, without biases, so each cell's part is divided by their number. */
function toGrid({ values, rows, columns }: OutputMap): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(
      values.subarray(row * columns, (row + 1) * columns),
      (value) => value / (rows * columns),
    ),
  );
}

function notPossible(model: string, isHead: boolean): ClassifierError {
  const what = isHead ? "feature_map" : "class_map";
  const message = `${model}: model.onnx has no output "${what}", which explanations of ${isHead ? "heads" : "its own labels"} need. Leave out explain.`;
  return new ClassifierError("ExplanationNotPossible", message);
}
