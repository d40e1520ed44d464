import pMap from "p-map";
import { ClassifierError } from "../../errors.js";
import { DatasetError } from "./datasetError.js";
import { sha256OfBytes } from "../../sha256.js";
import { checkHeader, type PixelLimits } from "../../image/decode.js";
import { problem, toSplitReport, withoutContradictions } from "./copies.js";
import type { LabelledPicture } from "./labelledPicture.js";
import { toReport, type DatasetReport, type Problem, type Reason, type Verdict } from "./report.js";
import type { Split } from "./split.js";

export interface Checks {
  /** Labels that may occur; any by default. */
  readonly labels?: ReadonlySet<string> | undefined;
  readonly limits: PixelLimits;
  /** Called after each picture. */
  readonly progress?: (() => void) | undefined;
}

/** Pictures that are read at the same time: enough to hide latency, few enough for little memory. */
const CONCURRENCY = 8;

/**
 * Reads every picture once and reports which ones can be used: their file exists, their header can be
 * read, they have labels, all labels are known, and no copy has other labels.
 *
 * @param pictures of one split
 * @throws DatasetError where no picture can be used
 * @throws ClassifierError, a retryable one, where the source does not answer
 */
export async function checkPictures(
  pictures: readonly LabelledPicture[],
  checks: Checks,
): Promise<DatasetReport> {
  return toReport(await judgeAll(pictures, checks));
}

/**
 * Checks both sides. A picture that is on both, compared by its bytes, is left out of training, so
 * that validation measures on unseen pictures only.
 *
 * @throws DatasetError, ClassifierError as {@link checkPictures} does
 */
export async function checkSplit(
  { training, validation }: Split<LabelledPicture>,
  checks: Checks,
): Promise<Record<keyof Split<unknown>, DatasetReport>> {
  return toSplitReport({
    training: await judgeAll(training, checks),
    validation: await judgeAll(validation, checks),
  });
}

async function judgeAll(pictures: readonly LabelledPicture[], checks: Checks): Promise<Verdict[]> {
  const judgeOne = async (picture: LabelledPicture): Promise<Verdict> => {
    const verdict = await judge(picture, checks);
    checks.progress?.();
    return verdict;
  };
  return withoutContradictions(await pMap(pictures, judgeOne, { concurrency: CONCURRENCY }));
}

/**
 * What is wrong with the labels of a picture.
 *
 * @param labels that may occur; any by default
 */
export function labelProblem(
  picture: Pick<LabelledPicture, "name" | "labels">,
  labels: ReadonlySet<string> | undefined,
): Problem | undefined {
  if (picture.labels.length === 0) return problem(picture, "no-label", "has no label.");
  const unknown = labels && picture.labels.filter((label) => !labels.has(label));
  if (unknown && unknown.length > 0) {
    const fault = `has the unknown ${unknown.length === 1 ? "label" : "labels"} ${unknown.join(", ")}.`;
    return { ...problem(picture, "unknown-label", fault), unknownLabels: unknown };
  }
  return undefined;
}

async function judge(picture: LabelledPicture, { labels, limits }: Checks): Promise<Verdict> {
  const wrong = labelProblem(picture, labels);
  if (wrong) return wrong;
  const bytes = await attempt(picture, "missing-file", () => picture.read());
  if (!(bytes instanceof Uint8Array)) return bytes;
  const fault = await attempt(picture, "unreadable-picture", () => checkHeader(bytes, limits));
  if (fault) return fault;
  return { ...picture, sha256: sha256OfBytes(bytes) };
}

/** A final failure is a problem of this picture; a retryable one ends the whole check. */
async function attempt<T>(
  picture: LabelledPicture,
  reason: Reason,
  step: () => Promise<T>,
): Promise<T | Problem> {
  try {
    return await step();
  } catch (error) {
    // This one names the file already.
    if (error instanceof DatasetError) return { name: picture.name, reason, detail: error.message };
    if (error instanceof ClassifierError && !error.retryable) {
      return problem(picture, reason, error.message);
    }
    throw error;
  }
}
