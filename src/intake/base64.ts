import { ClassifierError } from "../errors.js";
import { pictureTooLarge } from "../tooLarge.js";

/** The head of a base64 data URL (RFC 2397): media type, parameters, and `base64`. */
const dataUrlHead = /^data:[^,;]{0,100}(?:;[^,;]{1,100}){0,10};base64,/i;

/**
 * Decodes a picture in base64 (RFC 4648, section 4) or a data URL. Padding and line breaks are
 * optional. Node's decoder accepts any text, so this checks the alphabet first.
 *
 * @param maxBytes maximum of the picture
 * @throws ClassifierError `InvalidRequest`, `ImageTooLarge`
 */
export function fromBase64(text: string, maxBytes: number): Uint8Array {
  const head = dataUrlHead.exec(text)?.[0].length ?? 0;
  // Four digits hold three bytes. A text that is too long even with line breaks is not read.
  if (text.length - head > maxBytes * 1.5 + 1000) throw pictureTooLarge(maxBytes);
  const compact = text.slice(head).replaceAll(/\s+/g, "");
  const [digits] = /^[A-Za-z0-9+/]+(?=={0,2}$)/.exec(compact) ?? [""];
  // A single digit at the end holds no byte.
  if (digits.length === 0 || digits.length % 4 === 1) {
    const expected =
      /^data:/i.test(text) && head === 0
        ? "a data URL in base64: data:image/jpeg;base64,…"
        : "a picture as base64, a data URL, or an http or https URL.";
    throw new ClassifierError("InvalidRequest", `Expected ${expected}`);
  }
  const picture = Buffer.from(digits, "base64");
  if (picture.byteLength > maxBytes) throw pictureTooLarge(maxBytes);
  return picture;
}
