import { ClassifierError } from "../errors.js";
import { toHierarchy, type Hierarchy } from "./hierarchy.js";
import { rank, type LabelOptions, type LabelScore } from "./rank.js";
import { rankSure } from "./rankSure.js";
import { rollUp } from "./rollUp.js";
import { toScores, type ScoreFunction } from "./scores.js";
import { readWordNet } from "./wordNet.js";

/** Converts the logits of one picture to labels. */
export type Ranking = (logits: Float32Array) => LabelScore[];

/** What the logits of a classifier mean. */
interface Meaning {
  readonly labels: readonly string[];
  readonly scoreFunction: ScoreFunction;
  /** The score from which it is sure of each label; Infinity: never. */
  readonly thresholds?: readonly number[] | undefined;
}

/** By list of labels. Each is made at the first roll-up and lives as long as its list. */
const hierarchies = new WeakMap<readonly string[], Promise<Hierarchy>>();

/**
 * Chooses how to name the labels of a classifier: the best ones, those that it is sure of, or rolled
 * up along WordNet's hypernyms. The first roll-up reads WordNet.
 *
 * @throws ClassifierError `RollupNotPossible`, `NoThresholds`, `InvalidParameter` for options that
 *   exclude each other
 */
export async function toRanking(meaning: Meaning, options: LabelOptions): Promise<Ranking> {
  if (options.unsure === true) return toSureRanking(meaning, options);
  const { labels, scoreFunction: usual } = meaning;
  const scoreFunction = options.scoreFunction ?? usual;
  if (options.rollup !== true) return (logits) => rank(logits, labels, scoreFunction, options);
  if (scoreFunction !== "softmax") {
    const detail = `A roll-up adds up probabilities of softmax; these scores are of ${scoreFunction}. Leave out rollup.`;
    throw new ClassifierError("RollupNotPossible", detail);
  }
  const hierarchy = await hierarchyOf(labels);
  return (logits) => rollUp(toScores(logits, scoreFunction), hierarchy, options);
}

function toSureRanking(
  { labels, scoreFunction, thresholds }: Meaning,
  options: LabelOptions,
): Ranking {
  if (!thresholds || scoreFunction === "none") throw new ClassifierError("NoThresholds");
  if (options.rollup === true || (options.scoreFunction ?? scoreFunction) !== scoreFunction) {
    const detail = `unsure: The thresholds belong to single labels and to scores of ${scoreFunction}. Leave out rollup and function_to_apply.`;
    throw new ClassifierError("InvalidParameter", detail);
  }
  return (logits) => rankSure(logits, labels, thresholds, scoreFunction, options);
}

async function hierarchyOf(labels: readonly string[]): Promise<Hierarchy> {
  const reading =
    hierarchies.get(labels) ?? readWordNet().then((wordNet) => toHierarchy(labels, wordNet));
  hierarchies.set(labels, reading);
  reading.catch(() => hierarchies.delete(labels));
  const hierarchy = await reading;
  if (hierarchy.matched * 2 > labels.length) return hierarchy;
  const detail = `Only ${hierarchy.matched} of ${labels.length} labels are synsets of WordNet 3.0 (all lemmas, or an id such as n02123159). Leave out rollup.`;
  throw new ClassifierError("RollupNotPossible", detail);
}
