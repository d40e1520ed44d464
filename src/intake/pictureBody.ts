import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import { toMediaType } from "../http/mediaType.js";
import { sniffFormat } from "../image/format.js";
import { checkNotStripped } from "../image/recognised.js";
import { pictureTooLarge } from "../tooLarge.js";
import { readBody } from "./body.js";
import { isFileName } from "./fileName.js";
import type { Reading } from "./reading.js";

/** Bytes of the longest body that may be a file name or an address. */
const LONGEST_NAME = 2048;

/**
 * Reads a body that must be the bytes of one picture.
 *
 * @throws ClassifierError `UnsupportedMediaType` for a form; errors of `readBody`,
 *   {@link checkPictureBody} and `checkNotStripped`
 */
export async function readPictureBody(
  request: HttpRequest,
  maxBytes: number,
  reading: Reading,
): Promise<Uint8Array> {
  if (toMediaType(request.headers.get("content-type")) === "multipart/form-data") {
    throw new ClassifierError(
      "UnsupportedMediaType",
      "This operation takes the bytes of one picture, not a form. With curl, use -T cat.jpg.",
    );
  }
  const body = await readBody(request, maxBytes, pictureTooLarge, reading);
  checkPictureBody(body);
  checkNotStripped(body);
  return body;
}

/**
 * Refuses a text in the place of a picture, where the text tells what was meant. What the bytes of
 * any other body are is for the decoder to say.
 *
 * @throws ClassifierError `UnsupportedImageFormat`
 */
export function checkPictureBody(body: Uint8Array): void {
  const text = Buffer.from(body.subarray(0, LONGEST_NAME)).toString("latin1").trim();
  const isWhole = body.byteLength <= LONGEST_NAME;
  if (isWhole && /^https?:\/\/\S+$/i.test(text)) {
    throw refused('The body is a URL. Send {"url": "https://…"} as application/json.');
  }
  if (isWhole && isFileName(text)) {
    const name = Buffer.from(body).toString("utf8").trim();
    const file = name.replace(/^@/, "");
    throw refused(
      `The body is the text ${name}, not a picture: curl needs @ before the name of a file (--data-binary @${file}).`,
    );
  }
  if (isBase64(text)) {
    throw refused(
      'The body is a picture in base64. Send its bytes, or {"inputs": "<base64>"} as application/json.',
    );
  }
}

/** Whether the text begins like a picture in base64, or a data URL. */
function isBase64(text: string): boolean {
  const start = text.replace(/^data:[^,]{0,200},/i, "").slice(0, 64);
  return /^[A-Za-z0-9+/]+$/.test(start) && sniffFormat(Buffer.from(start, "base64")) !== undefined;
}

const refused = (detail: string): ClassifierError =>
  new ClassifierError("UnsupportedImageFormat", detail);
