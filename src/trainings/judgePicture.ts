import { ClassifierError, toClassifierError } from "../errors.js";
import { DatasetError } from "../learning/dataset/datasetError.js";
import type { PicturePlace } from "../learning/dataset/picturePlace.js";
import type { Reason } from "../learning/dataset/report.js";
import { sha256OfBytes } from "../sha256.js";
import type { PartVerdict } from "./part.js";
import { pictureOutputs, type Wanted } from "./pictureOutputs.js";
import type { DataRow } from "./rows.js";
import type { Teaching } from "./teaching.js";

/** What a step found out about one picture. */
export interface Judged {
  readonly verdict: PartVerdict;
  /** Outputs of the model; none of a picture that is left out. */
  readonly outputs: readonly Float32Array[];
}

/**
 * Reads a picture and computes its outputs, or says why it is left out, as the checks of `npm run
 * finetune` do.
 *
 * @param read reads the bytes of a picture
 * @param labels that may occur; any by default
 * @throws ClassifierError if a retry can succeed
 */
export async function judgePicture(
  teaching: Teaching,
  wanted: Wanted,
  { name, labels, place }: DataRow,
  read: (place: PicturePlace) => Promise<Uint8Array>,
  known: ReadonlySet<string> | undefined,
): Promise<Judged> {
  if (labels.length === 0) return leftOut("no-label", `${name}: has no label.`);
  const unknownLabels = known ? labels.filter((label) => !known.has(label)) : [];
  if (unknownLabels.length > 0) {
    const what = unknownLabels.length === 1 ? "label" : "labels";
    const detail = `${name}: has the unknown ${what} ${unknownLabels.join(", ")}.`;
    return leftOut("unknown-label", detail, unknownLabels);
  }
  try {
    const bytes = await read(place);
    const sha256 = sha256OfBytes(bytes);
    return {
      verdict: { sha256 },
      outputs: await pictureOutputs(teaching, wanted, bytes, sha256),
    };
  } catch (thrown) {
    // This one names the file already.
    if (thrown instanceof DatasetError) return leftOut("missing-file", thrown.message);
    const error = toClassifierError(thrown);
    if (isPassing(error)) throw error;
    return leftOut("unreadable-picture", `${name}: ${error.message}`);
  }
}

/** Whether it is not about the picture: a retry may succeed, or the service has a defect. */
const isPassing = ({ retryable, status }: ClassifierError): boolean => retryable || status >= 500;

function leftOut(reason: PartReason, detail: string, unknownLabels?: string[]): Judged {
  return { verdict: { reason, detail, ...(unknownLabels && { unknownLabels }) }, outputs: [] };
}

type PartReason = Exclude<Reason, "contradicting-labels" | "in-both-splits">;
