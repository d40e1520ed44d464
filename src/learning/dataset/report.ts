import { DatasetError } from "./datasetError.js";
import type { LabelledPicture } from "./labelledPicture.js";

/** Why a picture cannot be used, in the order of the checks. */
export const reasons = [
  "no-label",
  "unknown-label",
  "missing-file",
  "unreadable-picture",
  "contradicting-labels",
  "in-both-splits",
] as const;

export type Reason = (typeof reasons)[number];

const noProblems: Readonly<Record<Reason, number>> = {
  "no-label": 0,
  "unknown-label": 0,
  "missing-file": 0,
  "unreadable-picture": 0,
  "contradicting-labels": 0,
  "in-both-splits": 0,
};

/** A picture that is left out. */
export interface Problem {
  /** The picture's name in the data set. */
  readonly name: string;
  readonly reason: Reason;
  /** A sentence that names the picture and says what exactly is wrong. */
  readonly detail: string;
  /** The labels that are not known, where this is the reason. */
  readonly unknownLabels?: readonly string[];
}

/** A picture that can be used, without the way to its bytes: so it can go to another thread. */
export interface KnownPicture extends Omit<LabelledPicture, "read"> {
  /** SHA-256 of the encoded bytes, in hex. */
  readonly sha256: string;
}

/** A picture that was there and could be opened. */
export interface CheckedPicture extends LabelledPicture, KnownPicture {}

/** Which pictures can be used, and why the others cannot. */
export interface DatasetReport<P extends KnownPicture = CheckedPicture> {
  /** At least one, in the order of the data. */
  readonly pictures: readonly P[];
  /** One for each picture that is left out, in the order of the data. */
  readonly problems: readonly Problem[];
  readonly counts: Readonly<Record<Reason, number>>;
}

/** A picture that can be used, or why it cannot. */
export type Verdict<P extends KnownPicture = CheckedPicture> = P | Problem;

/**
 * @param verdicts in the order of the data
 * @param kind of picture, for the error
 * @throws DatasetError with the counts where no picture can be used
 */
export function toReport<P extends KnownPicture>(
  verdicts: readonly Verdict<P>[],
  kind = "picture",
): DatasetReport<P> {
  const problems = verdicts.filter((verdict) => isProblem(verdict));
  const pictures = verdicts.filter((verdict): verdict is P => !isProblem(verdict));
  const counts = { ...noProblems };
  for (const { reason } of problems) counts[reason]++;
  if (pictures.length > 0) return { pictures, problems, counts };
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  const list = found.map(([reason, count]) => `${count} ${reason}`).join(", ");
  const [first] = problems;
  throw new DatasetError(
    first ? `No ${kind} can be used: ${list}; ${first.detail}` : `There is no ${kind}.`,
  );
}

export function isProblem<P extends KnownPicture>(verdict: Verdict<P>): verdict is Problem {
  return "reason" in verdict;
}
