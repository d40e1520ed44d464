import { average, f1, iou, precision, ratio, recall, type Counts } from "./counts.js";
import { named } from "./multiClassMetrics.js";
import type { Metrics, Predictions } from "./predictions.js";
import { rankingMetrics } from "./rankingMetrics.js";

/** float64's epsilon, to which scikit-learn clips probabilities before their logarithm. */
const EPSILON = 2 ** -52;

/**
 * The metrics of Azure ML's evaluation component for pictures with any number of labels, under its
 * names; each as scikit-learn computes it on the matrix of pictures and labels.
 *
 * - `accuracy` is the share of pictures whose set of labels is exactly right.
 * - `iou` is the mean over pictures of the share that given and true labels have in common.
 * - `log_loss` is the mean binary cross-entropy over pictures and labels.
 * - `weighted_accuracy`, `balanced_accuracy`, `norm_macro_recall` and `matthews_correlation` are left
 *   out, as Azure ML's AutoML for images leaves them out of its image tasks.
 *
 * Source: `UNSUPPORTED_CLASSIFICATION_METRICS` in azureml-automl-dnn-vision 1.62.
 *
 * @param threshold from which on a label counts as given, 0 to 1
 */
export function multiLabelMetrics(predictions: Predictions, threshold: number): Metrics {
  const { labels, scores, truth } = predictions;
  const counts: Counts[] = labels.map(() => ({
    truePositives: 0,
    falsePositives: 0,
    falseNegatives: 0,
  }));
  let exact = 0;
  let overlap = 0;
  let loss = 0;
  scores.forEach((row, picture) => {
    const own = new Set(truth[picture]);
    const here: Counts = { truePositives: 0, falsePositives: 0, falseNegatives: 0 };
    for (const [label, each] of counts.entries()) {
      const score = row[label] ?? 0;
      const kind = kindOf(own.has(label), score >= threshold);
      if (kind) {
        each[kind]++;
        here[kind]++;
      }
      const right = own.has(label) ? score : 1 - score;
      loss -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, right)));
    }
    if (here.falsePositives + here.falseNegatives === 0) exact++;
    overlap += iou(here);
  });
  return {
    accuracy: ratio(exact, scores.length),
    log_loss: ratio(loss, scores.length * labels.length),
    ...named("f1_score", average(counts, f1)),
    ...named("precision_score", average(counts, precision)),
    ...named("recall_score", average(counts, recall)),
    iou: ratio(overlap, scores.length),
    ...named("iou", average(counts, iou)),
    ...rankingMetrics(predictions),
  };
}

function kindOf(is: boolean, given: boolean): keyof Counts | undefined {
  if (is) return given ? "truePositives" : "falseNegatives";
  return given ? "falsePositives" : undefined;
}
