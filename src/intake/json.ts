import { ClassifierError } from "../errors.js";
import { sniffFormat } from "../image/format.js";

/**
 * Parses a JSON body (RFC 8259), whose shape is known to be bounded ({@link JsonShape}).
 *
 * @throws ClassifierError `InvalidJson`
 */
export function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch (cause) {
    throw new ClassifierError("InvalidJson", pictureInstead(body), { cause });
  }
}

function pictureInstead(body: Uint8Array): string | undefined {
  const format = sniffFormat(body)?.toUpperCase();
  return format && `The body is a ${format} picture, not JSON. Send its bytes to /api/classify.`;
}
