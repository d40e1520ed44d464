/**
 * Calls back when a signal aborts, or at once if it has aborted. End it when nobody needs it any more. The
 * `signal` option of `addEventListener` does not end it: Node keeps the listener, and all that it refers
 * to, for as long as the signal lives that it listened to (lib/internal/event_target.js, `objectToWeakListenerMap`).
 *
 * @returns ends it
 */
export function onAbort(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal?.aborted) call();
  else signal?.addEventListener("abort", call, { once: true });
  return () => signal?.removeEventListener("abort", call);
}

/**
 * Waits for a result or for a signal. Each call has a promise of its own to race with: one that lives
 * longer would keep the results of all races.
 *
 * @throws the reason of the signal, if it aborts first
 */
export async function orAborted<T>(
  pending: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let end = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    end = onAbort(signal, () => reject(toError(signal?.reason)));
  });
  return Promise.race([pending, aborted]).finally(end);
}

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error("Stopped", { cause: reason });
