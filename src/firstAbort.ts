/**
 * A signal that aborts with the first of the given ones, for the same reason. `AbortSignal.any` does
 * the same, but some versions of Node may collect its signal before it fires, and then a deadline
 * never comes (nodejs/node#57736).
 */
export function firstAbort(...signals: readonly AbortSignal[]): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    const abort = (): void => first.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { signal: first.signal });
  }
  return first.signal;
}
