import { average, countLabels, f1, iou, precision, ratio, recall } from "./counts.js";
import { givenLabels } from "./givenLabels.js";
import { logLossOf } from "./logLoss.js";
import { named } from "./multiClassMetrics.js";
import type { Metrics, ScoredPictures } from "./scoredPictures.js";
import { rankingMetrics } from "./rankingMetrics.js";

/**
 * Computes the metrics of Azure ML's evaluation component for pictures with any number of labels,
 * under its names and as scikit-learn defines them on the matrix of pictures and labels.
 *
 * - `accuracy` is the share of pictures whose set of labels is exactly right.
 * - `…_macro` is the mean over all labels: one that no picture has counts as 0.
 * - `iou` is the mean over pictures of the share that given and true labels have in common.
 * - `log_loss` is the mean binary cross-entropy over pictures and labels.
 * - `weighted_accuracy`, `balanced_accuracy`, `norm_macro_recall` and `matthews_correlation` are
 *   left out, as in Azure ML's AutoML for images.
 *
 * Source: `UNSUPPORTED_CLASSIFICATION_METRICS` in azureml-automl-dnn-vision 1.62.
 *
 * @param threshold score from which a label counts as given, 0 to 1
 */
export function multiLabelMetrics(scored: ScoredPictures, threshold: number): Metrics {
  const { labels, scores, truth } = scored;
  const given = scores.map((row) => givenLabels(row, "multi-label", threshold));
  const counts = countLabels(labels.length, given, truth);
  let exact = 0;
  let overlap = 0;
  let loss = 0;
  scores.forEach((row, picture) => {
    const own = new Set(truth[picture]);
    const hits = (given[picture] ?? []).filter((label) => own.has(label)).length;
    const union = own.size + (given[picture]?.length ?? 0) - hits;
    if (hits === union) exact++;
    overlap += ratio(hits, union);
    for (let label = 0; label < labels.length; label++) {
      const score = row[label] ?? 0;
      loss += logLossOf(own.has(label) ? score : 1 - score);
    }
  });
  return {
    accuracy: ratio(exact, scores.length),
    log_loss: ratio(loss, scores.length * labels.length),
    ...named("f1_score", average(counts, f1)),
    ...named("precision_score", average(counts, precision)),
    ...named("recall_score", average(counts, recall)),
    iou: ratio(overlap, scores.length),
    ...named("iou", average(counts, iou)),
    ...rankingMetrics(scored),
  };
}
