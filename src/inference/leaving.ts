import { ClassifierError } from "../errors.js";
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
  const gone = (): void => leave(new ClassifierError("CallerGone"));
  signal?.addEventListener("abort", gone, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", gone);
  };
}
