import { ClassifierError } from "../errors.js";
import type { ByteShare } from "../http/byteBudget.js";
import type { Patience } from "../inference/waitingLine.js";

/** Limits for reading one request: its share of memory and its deadline. */
export interface Reading {
  readonly share: ByteShare;
  readonly patience: Patience;
}

/** Converts a failed read to `CallerGone` if the caller has disconnected, as an incomplete body tells. */
export function toReadingError(thrown: unknown, { signal }: Patience): unknown {
  if (thrown instanceof ClassifierError) return thrown;
  return signal?.aborted || isBrokenOff(thrown)
    ? new ClassifierError("CallerGone", undefined, { cause: thrown })
    : thrown;
}

function isBrokenOff(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown ? String(thrown.code) : "";
  return ["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE", "ABORT_ERR"].includes(code);
}
