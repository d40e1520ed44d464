import { ClassifierError } from "../../errors.js";
import type { LabelledPicture } from "./labelledPicture.js";

/** Why a picture cannot be used, in the order in which this is looked for. */
const noProblems = {
  "no-label": 0,
  "unknown-label": 0,
  "missing-file": 0,
  "unreadable-picture": 0,
  "contradicting-labels": 0,
  "in-both-splits": 0,
};

export type Reason = keyof typeof noProblems;

/** A picture that is left out. */
export interface Problem {
  /** Of the picture, as the data set names it. */
  readonly name: string;
  readonly reason: Reason;
  /** What exactly is wrong, a sentence. */
  readonly detail: string;
}

/** A picture that was there and could be opened. */
export interface CheckedPicture extends LabelledPicture {
  /** Of its encoded bytes, hex digits. */
  readonly sha256: string;
}

/** What of a list of pictures can be used, and why the rest cannot. */
export interface DatasetReport {
  /** At least one, in the order of the data. */
  readonly pictures: readonly CheckedPicture[];
  /** One for each picture that is left out, in the order of the data. */
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<Reason, number>>;
}

/** A picture that can be used, or why it cannot. */
export type Verdict = CheckedPicture | Problem;

/**
 * @param verdicts in the order of the data
 * @param kind of picture, for the error
 * @throws ClassifierError `InvalidRequest` with the counts, where no picture is left
 */
export function toReport(verdicts: readonly Verdict[], kind = "picture"): DatasetReport {
  const problems = verdicts.filter((verdict) => isProblem(verdict));
  const pictures = verdicts.filter((verdict): verdict is CheckedPicture => !isProblem(verdict));
  const counts = { ...noProblems };
  for (const { reason } of problems) counts[reason]++;
  if (pictures.length > 0) return { pictures, problems, counts };
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  const list = found.map(([reason, count]) => `${count} ${reason}`).join(", ");
  const [first] = problems;
  throw new ClassifierError(
    "InvalidRequest",
    first ? `No ${kind} can be used: ${list}; ${first.detail}` : `There is no ${kind}.`,
  );
}

export function isProblem(verdict: Verdict): verdict is Problem {
  return "reason" in verdict;
}
