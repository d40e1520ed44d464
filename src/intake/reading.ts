import { ClassifierError } from "../errors.js";
import { firstAbort } from "../firstAbort.js";
import type { ByteShare } from "../http/byteBudget.js";
import type { Patience } from "../inference/waitingLine.js";

/** Limits for reading one request: its share of memory and its deadline. */
export interface Reading {
  readonly share: ByteShare;
  readonly patience: Patience;
}

/** A signal that aborts when the caller disconnects, or at its deadline. */
export function stopSignal({ deadline, signal }: Patience): AbortSignal | undefined {
  const signals = signal ? [signal] : [];
  if (deadline !== undefined && Number.isFinite(deadline)) {
    signals.push(AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now()))));
  }
  return signals.length > 0 ? firstAbort(...signals) : undefined;
}

/**
 * Converts a failed read to `CallerGone` or `DeadlineExceeded` if that is its cause. An incomplete
 * body means that the caller has disconnected.
 */
export function toReadingError(thrown: unknown, { deadline, signal }: Patience): unknown {
  if (thrown instanceof ClassifierError) return thrown;
  if (signal?.aborted) return new ClassifierError("CallerGone", undefined, { cause: thrown });
  // The timer of the signal may fire some microseconds before the deadline.
  const isTimeout = thrown instanceof DOMException && thrown.name === "TimeoutError";
  if (isTimeout || (deadline !== undefined && performance.now() >= deadline)) {
    return new ClassifierError("DeadlineExceeded", undefined, { cause: thrown });
  }
  return isBrokenOff(thrown)
    ? new ClassifierError("CallerGone", undefined, { cause: thrown })
    : thrown;
}

function isBrokenOff(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const code = "code" in thrown ? String(thrown.code) : "";
  return ["ECONNRESET", "ERR_STREAM_PREMATURE_CLOSE", "ABORT_ERR"].includes(code);
}
