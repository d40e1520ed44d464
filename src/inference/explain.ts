import { ClassifierError } from "../errors.js";
import { visibleBox, type Box } from "../image/preprocess.js";
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
   * Rows of cells, from the top left. A cell's number is its part of the label's logit: all cells and
   * the label's bias add up to the logit. What speaks against the label is negative.
   */
  readonly grid: readonly (readonly number[])[];
}

/**
 * Explains the best label of a picture. The inference must have been asked for its maps.
 *
 * @param head the classifier that answered; the model's own by default
 * @throws ClassifierError `ExplanationNotPossible` where the graph does not give the maps
 */
export function explain(
  model: Pick<ModelFolder, "name" | "labels" | "preprocessor">,
  inference: Inference,
  head?: ClassifierHead,
): Explanation {
  const { features, featureMap, classMap } = inference;
  const logits = head && features ? applyHead(head, features) : inference.logits;
  const [best = 0] = topK(logits, 1);
  const map = head ? featureMap && weigh(featureMap, head, best) : classMap;
  if (!map) throw notPossible(model.name, head);
  const { labels } = head ?? model;
  return {
    label: labels[best] ?? `LABEL_${best}`,
    box: visibleBox(inference, model.preprocessor),
    grid: toGrid(map),
  };
}

/** The weights of a label · the features of each cell. */
function weigh(
  { values, rows, columns }: OutputMap,
  { weights, featureCount }: ClassifierHead,
  label: number,
): OutputMap {
  const cells = rows * columns;
  const sums = new Float32Array(cells);
  for (let feature = 0; feature < featureCount; feature++) {
    const weight = weights[label * featureCount + feature] ?? 0;
    for (let cell = 0; cell < cells; cell++) {
      sums[cell] = (sums[cell] ?? 0) + weight * (values[feature * cells + cell] ?? 0);
    }
  }
  return { values: sums, rows, columns };
}

/** The mean of the map is the logit without its bias, so each cell's part is divided by their number. */
function toGrid({ values, rows, columns }: OutputMap): number[][] {
  return Array.from({ length: rows }, (_, row) =>
    Array.from(
      values.subarray(row * columns, (row + 1) * columns),
      (value) => value / (rows * columns),
    ),
  );
}

function notPossible(model: string, head: ClassifierHead | undefined): ClassifierError {
  const what = head ? "feature_map" : "class_map";
  const message = `${model}: model.onnx has no output "${what}", which explanations of ${head ? "heads" : "its own labels"} need. Leave out explain.`;
  return new ClassifierError("ExplanationNotPossible", message);
}
