import type { Metrics, ScoredPictures } from "./scoredPictures.js";
import { rankingQuality } from "./ranking.js";

/**
 * Computes `AUC_*` and `average_precision_score_*`, one label against the rest. A label for which a
 * figure is not defined (no picture has it, or for AUC every picture has it) is left out of the macro
 * and weighted means, as in Azure ML.
 */
export function rankingMetrics({ labels, scores, truth }: ScoredPictures): Metrics {
  const members = labels.map((): number[] => []);
  truth.forEach((own, picture) => {
    for (const label of own) members[label]?.push(picture);
  });
  const auc = new WeightedMean();
  const averagePrecision = new WeightedMean();
  const allPositives: number[] = [];
  members.forEach((pictures, label) => {
    if (pictures.length === 0) return;
    const positives = pictures.map((picture) => scores[picture]?.[label] ?? 0);
    allPositives.push(...positives);
    const quality = rankingQuality(positives, scoresOfOthers(scores, label, new Set(pictures)));
    auc.add(quality.auc, positives.length);
    averagePrecision.add(quality.averagePrecision, positives.length);
  });
  const micro = rankingQuality(allPositives, allNegatives(scores, truth));
  return {
    AUC_macro: auc.plain(),
    AUC_micro: micro.auc,
    AUC_weighted: auc.weighted(),
    average_precision_score_macro: averagePrecision.plain(),
    average_precision_score_micro: micro.averagePrecision,
    average_precision_score_weighted: averagePrecision.weighted(),
  };
}

function* scoresOfOthers(
  scores: ScoredPictures["scores"],
  label: number,
  members: ReadonlySet<number>,
): Generator<number> {
  for (const [picture, row] of scores.entries()) {
    if (!members.has(picture)) yield row[label] ?? 0;
  }
}

function* allNegatives(
  scores: ScoredPictures["scores"],
  truth: ScoredPictures["truth"],
): Generator<number> {
  for (const [picture, row] of scores.entries()) {
    const own = new Set(truth[picture]);
    for (let label = 0; label < row.length; label++) {
      if (!own.has(label)) yield row[label] ?? 0;
    }
  }
}

class WeightedMean {
  #count = 0;
  #sum = 0;
  #weights = 0;
  #weighted = 0;

  add(value: number | null, weight: number): void {
    if (value === null) return;
    this.#count++;
    this.#sum += value;
    this.#weights += weight;
    this.#weighted += value * weight;
  }

  plain(): number | null {
    return this.#count > 0 ? this.#sum / this.#count : null;
  }

  weighted(): number | null {
    return this.#weights > 0 ? this.#weighted / this.#weights : null;
  }
}
