import type { HttpRequest } from "@azure/functions";
import { ClassifierError, type ErrorCode } from "../errors.js";
import { readBounded } from "../http/boundedBody.js";

/**
 * The whole body of a request, read no further than the limit.
 *
 * @param maxBytes of the body
 * @param code of the error for a longer one
 * @throws ClassifierError `EmptyBody`, or `code`
 */
export async function readBody(
  request: HttpRequest,
  maxBytes: number,
  code: ErrorCode,
): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError =>
    new ClassifierError(code, `The request has more than ${maxBytes} bytes.`);
  if (Number(request.headers.get("content-length")) > maxBytes) throw tooLarge();
  const body = request.body ? await readBounded(request.body, maxBytes, tooLarge) : undefined;
  if (!body?.byteLength) throw new ClassifierError("EmptyBody");
  return body;
}
