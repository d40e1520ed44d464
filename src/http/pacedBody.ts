import { Readable } from "node:stream";
import { callerTakesMore } from "./callerGone.js";

/**
 * A body that is read no faster than its caller takes it. The library of Azure Functions writes all
 * that a body gives, and so would keep in memory what a slow caller has not taken.
 */
export function toPacedBody<Chunk>(invocationId: string, chunks: AsyncIterable<Chunk>): Readable {
  return Readable.from(pace(invocationId, chunks));
}

async function* pace<Chunk>(
  invocationId: string,
  chunks: AsyncIterable<Chunk>,
): AsyncGenerator<Chunk> {
  for await (const chunk of chunks) {
    yield chunk;
    await callerTakesMore(invocationId);
  }
}
