import { labelSet } from "./labelledPicture.js";
import {
  isProblem,
  toReport,
  type DatasetReport,
  type KnownPicture,
  type Problem,
  type Reason,
  type Verdict,
} from "./report.js";
import type { Split } from "./split.js";

/** Leaves out copies of a picture with different labels: nothing tells which labels are right. */
export function withoutContradictions<P extends KnownPicture>(
  verdicts: readonly Verdict<P>[],
): Verdict<P>[] {
  const labelSets = new Map<string, Set<string>>();
  for (const verdict of verdicts) {
    if (isProblem(verdict)) continue;
    const known = labelSets.get(verdict.sha256) ?? new Set();
    labelSets.set(verdict.sha256, known.add(labelSet(verdict)));
  }
  return verdicts.map((verdict) => {
    if (isProblem(verdict) || (labelSets.get(verdict.sha256)?.size ?? 0) < 2) return verdict;
    return problem(verdict, "contradicting-labels", "occurs a second time with other labels.");
  });
}

/**
 * Reports on both sides. A picture that is on both, compared by its bytes, is left out of training, so
 * that validation measures on unseen pictures only.
 *
 * @throws DatasetError where no picture of a side can be used
 */
export function toSplitReport<P extends KnownPicture>({
  training,
  validation,
}: Split<Verdict<P>>): Record<keyof Split<unknown>, DatasetReport<P>> {
  const report = toReport(validation, "validation picture");
  const nameOf = new Map(report.pictures.map(({ sha256, name }) => [sha256, name]));
  const unseen = training.map((verdict) => {
    const other = isProblem(verdict) ? undefined : nameOf.get(verdict.sha256);
    if (other === undefined) return verdict;
    return problem(verdict, "in-both-splits", `is in the validation pictures too, as ${other}.`);
  });
  return { training: toReport(unseen, "training picture"), validation: report };
}

/** @param fault continues the sentence that begins with the picture's name */
export function problem(
  { name }: { readonly name: string },
  reason: Reason,
  fault: string,
): Problem {
  return { name, reason, detail: `${name}: ${fault}` };
}
