import type { HttpRequest } from "@azure/functions";
import { ClassifierError, type ErrorCode } from "../errors.js";
import { readBounded } from "../http/boundedBody.js";
import { stopSignal, toReadingError, type Reading } from "./reading.js";

/**
 * Reads the body of a request up to a limit, within the caller's deadline and the byte budget of
 * all requests.
 *
 * @param maxBytes maximum of the body
 * @param code code of the error for a larger body
 * @throws ClassifierError `EmptyBody`, `Overloaded`, `DeadlineExceeded`, `CallerGone`, or `code`
 */
export async function readBody(
  request: HttpRequest,
  maxBytes: number,
  code: ErrorCode,
  { share, patience }: Reading,
): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError =>
    new ClassifierError(code, `The request body has more than ${maxBytes} bytes. Send less.`);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge();
  if (!request.body) throw new ClassifierError("EmptyBody");
  const bounds = { maxBytes, tooLarge, share, signal: stopSignal(patience) };
  const body = await readBounded(request.body, bounds).catch((thrown: unknown) => {
    throw toReadingError(thrown, patience);
  });
  if (body.byteLength === 0) throw new ClassifierError("EmptyBody");
  return body;
}
