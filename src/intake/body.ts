import type { HttpRequest } from "@azure/functions";
import { ClassifierError, type ErrorCode } from "../errors.js";

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
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError("Expected the body as bytes");
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  if (length === 0) throw new ClassifierError("EmptyBody");
  return Buffer.concat(chunks, length);
}
