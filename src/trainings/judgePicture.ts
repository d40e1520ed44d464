import { ClassifierError, toClassifierError } from "../errors.js";
import { labelProblem } from "../learning/dataset/checkPictures.js";
import { problem } from "../learning/dataset/copies.js";
import { DatasetError } from "../learning/dataset/datasetError.js";
import type { PicturePlace } from "../learning/dataset/picturePlace.js";
import type { Problem } from "../learning/dataset/report.js";
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
  const wrong = labelProblem({ name, labels }, known);
  if (wrong) return { verdict: toVerdict(wrong), outputs: [] };
  try {
    const bytes = await read(place);
    const sha256 = sha256OfBytes(bytes);
    return {
      verdict: { sha256 },
      outputs: await pictureOutputs(teaching, wanted, bytes, sha256),
    };
  } catch (thrown) {
    if (thrown instanceof DatasetError) {
      // It names the file already.
      const verdict = { reason: "missing-file", detail: thrown.message } as const;
      return { verdict, outputs: [] };
    }
    const error = toClassifierError(thrown);
    if (isPassing(error)) throw error;
    const verdict = toVerdict(problem({ name }, "unreadable-picture", error.message));
    return { verdict, outputs: [] };
  }
}

/** Whether it is not about the picture: a retry may succeed, or the service has a defect. */
const isPassing = ({ retryable, status }: ClassifierError): boolean => retryable || status >= 500;

const toVerdict = ({ reason, detail, unknownLabels }: Problem): PartVerdict => ({
  reason,
  detail,
  ...(unknownLabels && { unknownLabels }),
});
