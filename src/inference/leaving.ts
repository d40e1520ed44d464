import { ClassifierError } from "../errors.js";
import { onAbort } from "../onAbort.js";
import type { Patience } from "./waitingLine.js";

/** Maximum delay of a timer in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Tells when a caller no longer waits: when it disconnects, or at its deadline, even if the thread is
 * busy.
 *
 * @param leave gets `CallerGone` or `DeadlineExceeded`
 * @returns ends the watch
 */
export function watchCaller(
  { deadline = Infinity, signal }: Patience,
  leave: (error: ClassifierError) => void,
): () => void {
  const milliseconds = Math.max(0, deadline - performance.now());
  const late = (): void => leave(new ClassifierError("DeadlineExceeded"));
  const timer = milliseconds > LONGEST_TIMER ? undefined : setTimeout(late, milliseconds);
  const end = onAbort(signal, () => leave(new ClassifierError("CallerGone")));
  return () => {
    clearTimeout(timer);
    end();
  };
}

/** A signal that aborts when the caller no longer waits, for the reason of {@link watchCaller}. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Ends the watch. Call it when the work is done. */
  readonly end: () => void;
}

export function stopWhenLeft(patience: Patience): Stop {
  const stop = new AbortController();
  const end = watchCaller(patience, (error) => stop.abort(error));
  return { signal: stop.signal, end };
}
