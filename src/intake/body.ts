import type { HttpRequest } from "@azure/functions";
import { ClassifierError, type ErrorCode } from "../errors.js";
import { readBounded } from "../http/boundedBody.js";

/**
 * Reads the body of a request up to a limit.
 *
 * @param maxBytes maximum of the body
 * @param code code of the error for a larger body
 * @throws ClassifierError `EmptyBody`, or `code`
 */
export async function readBody(
  request: HttpRequest,
  maxBytes: number,
  code: ErrorCode,
): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError =>
    new ClassifierError(code, `The request body has more than ${maxBytes} bytes. Send less.`);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge();
  const body = request.body ? await readBounded(request.body, maxBytes, tooLarge) : undefined;
  if (!body?.byteLength) throw new ClassifierError("EmptyBody");
  return body;
}
