import type { ReadableStreamDefaultReader } from "node:stream/web";
import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import { boundedChunks } from "../http/boundedBody.js";
import { stopWhenLeft } from "../inference/leaving.js";
import { toReadingError, type Reading } from "./reading.js";

/**
 * Reads the body of a request.
 *
 * @throws ClassifierError as {@link bodyChunks}
 */
export async function readBody(...bounds: Parameters<typeof bodyChunks>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyChunks(...bounds)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Passes on the body of a request up to a limit, within the caller's deadline and the byte budget of
 * all requests. What is wrong with the first bytes can be told before the last ones have come.
 *
 * @param maxBytes maximum of the body
 * @param toTooLarge creates the error for a larger body
 * @throws ClassifierError `EmptyBody`, `Overloaded`, `DeadlineExceeded`, `CallerGone`, or that error
 */
export async function* bodyChunks(
  request: HttpRequest,
  maxBytes: number,
  toTooLarge: (maxBytes: number) => ClassifierError,
  { share, patience }: Reading,
): AsyncGenerator<Uint8Array> {
  const tooLarge = (): ClassifierError => toTooLarge(maxBytes);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge();
  if (!request.body) throw new ClassifierError("EmptyBody");
  const stop = stopWhenLeft(patience);
  const bounds = { maxBytes, tooLarge, share, signal: stop.signal };
  const body = request.body.getReader();
  let isEmpty = true;
  try {
    for await (const chunk of boundedChunks(allOf(body), bounds)) {
      isEmpty &&= chunk.byteLength === 0;
      yield chunk;
    }
  } catch (thrown) {
    throw toReadingError(thrown, patience);
  } finally {
    stop.end();
    void discard(body);
  }
  if (isEmpty) throw new ClassifierError("EmptyBody");
}

type Body = ReadableStreamDefaultReader<unknown>;

async function* allOf(body: Body): AsyncGenerator {
  for (let read = await body.read(); !read.done; read = await body.read()) yield read.value;
}

/**
 * Passes over what was not read. A rest that is left on the connection would hold up the next request
 * of the host, and cancelling it would close the connection before the answer is sent.
 */
async function discard(body: Body): Promise<void> {
  try {
    while (!(await body.read()).done);
  } catch {
    // The caller has gone.
  }
}
