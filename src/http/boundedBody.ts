import type { ByteShare } from "./byteBudget.js";

export interface BodyBounds {
  /** Of all chunks together. */
  readonly maxBytes: number;
  /** Makes the error that a longer stream ends with. */
  readonly tooLarge: () => Error;
  readonly share: ByteShare;
  /** Ends the reading, also while no chunk comes. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The bytes of a stream, read no further than the bounds allow.
 *
 * @param stream of `Uint8Array` chunks
 * @throws Error what `tooLarge` makes; ClassifierError `Overloaded`; the signal's reason
 */
export async function readBounded(
  stream: AsyncIterable<unknown>,
  { maxBytes, tooLarge, share, signal }: BodyBounds,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of untilAborted(stream, signal)) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("Expected bytes");
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    share.take(chunk.byteLength);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

async function* untilAborted(
  stream: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  const iterator = stream[Symbol.asyncIterator]();
  const ended = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const give = (): void => reject(toError(signal?.reason));
    if (signal?.aborted) give();
    signal?.addEventListener("abort", give, { signal: ended.signal });
  });
  aborted.catch(() => undefined);
  try {
    for (;;) {
      const result = await Promise.race([iterator.next(), aborted]);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    ended.abort();
    // A stream that stalls ends only when its next chunk comes: not to be waited for.
    iterator.return?.().catch(() => undefined);
  }
}

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error("The reading was ended", { cause: reason });
