import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import { readBounded } from "../http/boundedBody.js";
import { stopSignal, toReadingError, type Reading } from "./reading.js";

/**
 * Reads the body of a request up to a limit, within the caller's deadline and the byte budget of
 * all requests.
 *
 * @param maxBytes maximum of the body
 * @param toTooLarge creates the error for a larger body
 * @throws ClassifierError `EmptyBody`, `Overloaded`, `DeadlineExceeded`, `CallerGone`, or that error
 */
export async function readBody(
  request: HttpRequest,
  maxBytes: number,
  toTooLarge: (maxBytes: number) => ClassifierError,
  { share, patience }: Reading,
): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError => toTooLarge(maxBytes);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge();
  if (!request.body) throw new ClassifierError("EmptyBody");
  const bounds = { maxBytes, tooLarge, share, signal: stopSignal(patience) };
  const body = await readBounded(request.body, bounds).catch((thrown: unknown) => {
    throw toReadingError(thrown, patience);
  });
  if (body.byteLength === 0) throw new ClassifierError("EmptyBody");
  return body;
}
