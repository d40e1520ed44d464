import { ClassifierError } from "../errors.js";

/**
 * The bytes of a picture in base64 (RFC 4648, section 4), with or without padding and line breaks.
 * Node's own decoder takes any text for base64, so the alphabet is checked first.
 *
 * @param maxBytes of the picture
 * @throws ClassifierError `InvalidRequest`, `ImageTooLarge`
 */
export function fromBase64(text: string, maxBytes: number): Uint8Array {
  const compact = text.replaceAll(/\s+/g, "");
  const [digits] = /^[A-Za-z0-9+/]+(?=={0,2}$)/.exec(compact) ?? [""];
  // Four digits hold three bytes; one digit left over holds none.
  if (digits.length === 0 || digits.length % 4 === 1) {
    throw new ClassifierError("InvalidRequest", "Expected a picture in base64.");
  }
  const picture = Buffer.from(compact, "base64");
  if (picture.byteLength > maxBytes) {
    throw new ClassifierError("ImageTooLarge", `The picture has more than ${maxBytes} bytes.`);
  }
  return picture;
}
