import { orAborted } from "../onAbort.js";
import type { ByteShare } from "./byteBudget.js";

export interface BodyBounds {
  /** Maximum of all chunks together. */
  readonly maxBytes: number;
  /** Creates the error for a longer stream. */
  readonly tooLarge: () => Error;
  /** Undefined where the bytes are counted otherwise. */
  readonly share?: ByteShare;
  /** Stops reading, even while no chunk arrives. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the bytes of a stream up to its limits.
 *
 * @throws Error as {@link boundedChunks}
 */
export async function readBounded(
  stream: AsyncIterable<unknown>,
  bounds: BodyBounds,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of boundedChunks(stream, bounds)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Passes on the chunks of a stream up to its limits.
 *
 * @param stream chunks of type `Uint8Array`
 * @throws Error the error of `tooLarge`; ClassifierError `Overloaded`; the reason of the signal
 */
export async function* boundedChunks(
  stream: AsyncIterable<unknown>,
  { maxBytes, tooLarge, share, signal }: BodyBounds,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of untilAborted(stream, signal)) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("Expected bytes");
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    share?.take(chunk.byteLength);
    yield chunk;
  }
}

async function* untilAborted(
  stream: AsyncIterable<unknown>,
  signal: AbortSignal | undefined,
): AsyncGenerator {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await orAborted(iterator.next(), signal);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    // A stalled stream ends only with its next chunk, so this does not wait for it.
    iterator.return?.().catch(() => undefined);
  }
}
