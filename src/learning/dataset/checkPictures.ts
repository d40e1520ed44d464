import { createHash } from "node:crypto";
import { ClassifierError } from "../../errors.js";
import { checkHeader, type PixelLimits } from "../../image/decode.js";
import { labelSet, type LabelledPicture } from "./labelledPicture.js";
import {
  isProblem,
  toReport,
  type CheckedPicture,
  type DatasetReport,
  type Problem,
  type Reason,
  type Verdict,
} from "./report.js";
import type { Split } from "./split.js";

export interface Checks {
  /** Labels that may occur; undefined: any. */
  readonly labels?: ReadonlySet<string> | undefined;
  readonly limits: PixelLimits;
  /** Is called after each picture. */
  readonly progress?: (() => void) | undefined;
}

/** Pictures that are read at the same time: a network's delay is shared, memory stays small. */
const LANES = 8;

/**
 * Reads every picture once and tells which can be used: those that are there, whose header can be
 * read, that have labels, known ones, and that do not occur a second time with other labels.
 *
 * @param pictures of one split
 * @throws ClassifierError `InvalidRequest` where none is left; a retryable one where the source does
 *   not answer
 */
export async function checkPictures(
  pictures: readonly LabelledPicture[],
  checks: Checks,
): Promise<DatasetReport> {
  return toReport(await judgeAll(pictures, checks));
}

/**
 * Checks both sides, and takes out of training what is in validation too: by its bytes, whatever it
 * is called there. So the figures of the validation stay comparable and are not flattered.
 *
 * @throws ClassifierError as {@link checkPictures}
 */
export async function checkSplit(
  { training, validation }: Split<LabelledPicture>,
  checks: Checks,
): Promise<Record<keyof Split<unknown>, DatasetReport>> {
  const verdicts = await judgeAll(training, checks);
  const validationReport = toReport(await judgeAll(validation, checks), "validation picture");
  return {
    training: toReport(withoutThese(verdicts, validationReport.pictures), "training picture"),
    validation: validationReport,
  };
}

function withoutThese(
  training: readonly Verdict[],
  validation: readonly CheckedPicture[],
): Verdict[] {
  const nameOf = new Map(validation.map(({ sha256, name }) => [sha256, name]));
  return training.map((verdict) => {
    const other = isProblem(verdict) ? undefined : nameOf.get(verdict.sha256);
    if (other === undefined) return verdict;
    return problem(verdict, "in-both-splits", `is in the validation pictures too, as ${other}.`);
  });
}

async function judgeAll(pictures: readonly LabelledPicture[], checks: Checks): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  // The lanes share one generator: each picture is taken once, and a lane that fails ends them all.
  const waiting = (function* () {
    yield* pictures.entries();
  })();
  const lane = async (): Promise<void> => {
    for (const [index, picture] of waiting) {
      verdicts[index] = await judge(picture, checks);
      checks.progress?.();
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return withoutContradictions(verdicts);
}

async function judge(picture: LabelledPicture, { labels, limits }: Checks): Promise<Verdict> {
  if (picture.labels.length === 0) return problem(picture, "no-label", "has no label.");
  const unknown = labels && picture.labels.filter((label) => !labels.has(label));
  if (unknown && unknown.length > 0) {
    return problem(picture, "unknown-label", `has the unknown label ${unknown.join(", ")}.`);
  }
  const bytes = await attempt(picture, "missing-file", () => picture.read());
  if (!(bytes instanceof Uint8Array)) return bytes;
  const fault = await attempt(picture, "unreadable-picture", () => checkHeader(bytes, limits));
  if (fault) return fault;
  return { ...picture, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** What cannot be done for this picture is its problem; what may work later is everybody's. */
async function attempt<T>(
  picture: LabelledPicture,
  reason: Reason,
  step: () => Promise<T>,
): Promise<T | Problem> {
  try {
    return await step();
  } catch (error) {
    if (!(error instanceof ClassifierError) || error.retryable) throw error;
    return { name: picture.name, reason, detail: error.message };
  }
}

/** Where two copies of a picture disagree, nothing tells which is right: both go. */
function withoutContradictions(verdicts: readonly Verdict[]): Verdict[] {
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

function problem({ name }: { readonly name: string }, reason: Reason, fault: string): Problem {
  return { name, reason, detail: `${name}: ${fault}` };
}
