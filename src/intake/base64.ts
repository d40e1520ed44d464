import { ClassifierError } from "../errors.js";

/** The head of a data URL that holds base64 (RFC 2397): a type, parameters, and the word. */
const dataUrlHead = /^data:[^,;]{0,100}(?:;[^,;]{1,100}){0,10};base64,/i;

/**
 * The bytes of a picture in base64 (RFC 4648, section 4), with or without padding and line breaks,
 * alone or in a data URL. Node's own decoder takes any text for base64, so the alphabet is checked
 * first.
 *
 * @param maxBytes of the picture
 * @throws ClassifierError `InvalidRequest`, `ImageTooLarge`
 */
export function fromBase64(text: string, maxBytes: number): Uint8Array {
  const head = dataUrlHead.exec(text)?.[0].length ?? 0;
  // Four digits for three bytes: what is longer, line breaks included, need not be looked at.
  if (text.length - head > maxBytes * 1.5 + 1000) throw tooLarge(maxBytes);
  const compact = text.slice(head).replaceAll(/\s+/g, "");
  const [digits] = /^[A-Za-z0-9+/]+(?=={0,2}$)/.exec(compact) ?? [""];
  // One digit left over holds no byte.
  if (digits.length === 0 || digits.length % 4 === 1) {
    throw new ClassifierError("InvalidRequest", "Expected a picture in base64.");
  }
  const picture = Buffer.from(digits, "base64");
  if (picture.byteLength > maxBytes) throw tooLarge(maxBytes);
  return picture;
}

function tooLarge(maxBytes: number): ClassifierError {
  return new ClassifierError("ImageTooLarge", `The picture has more than ${maxBytes} bytes.`);
}
