import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks again and again until there is an answer.
 *
 * @throws Error when there is none within a minute
 */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`There was never an answer: ${String(ask)}`);
    await delay(50);
  }
}

/** @throws Error when the promise is not settled within so many seconds */
export async function within<T>(seconds: number, what: string, promise: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = delay(seconds * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`${what} took longer than ${seconds} seconds`);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
