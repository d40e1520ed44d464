import type { HttpRequest } from "@azure/functions";
import { toClassifyRequest } from "../contracts/classify/classifyRequest.js";
import { toMediaType } from "../http/mediaType.js";
import type { LabelOptions } from "../labels/rank.js";
import { isBinary } from "../image/recognised.js";
import type { Settings } from "../settings.js";
import { pictureTooLarge, requestTooLarge } from "../tooLarge.js";
import { bodyChunks } from "./body.js";
import { parseJson } from "./json.js";
import { checkPictureBody } from "./pictureBody.js";
import { readFiles, type NamedPicture } from "./multipart.js";
import { toPicture } from "./pictureSource.js";
import { readMaybeJson } from "./readJson.js";
import type { Reading } from "./reading.js";

/** The pictures of a classify request: one picture, or the files of a form. */
export type Pictures =
  | { readonly picture: Uint8Array; readonly options: LabelOptions }
  | { readonly files: readonly NamedPicture[] };

/**
 * Reads the body of a classify request. The content type selects a form. Of any other body the bytes
 * decide: clients send JSON without its type, and pictures as JSON.
 *
 * @throws ClassifierError for a body that is empty, too large or malformed, and for a URL that is
 *   not allowed or does not answer
 */
export async function readPictures(
  request: HttpRequest,
  settings: Settings,
  reading: Reading,
): Promise<Pictures> {
  const { maxRequestBytes, maxImageBytes } = settings;
  const contentType = request.headers.get("content-type");
  const type = toMediaType(contentType);
  if (type === "multipart/form-data") {
    const form = bodyChunks(request, maxRequestBytes, requestTooLarge, reading);
    return { files: await readFiles(form, contentType ?? "", settings) };
  }
  const body = await (type === "application/json"
    ? readMaybeJson(request, maxRequestBytes, requestTooLarge, settings, reading)
    : readMaybeJson(request, maxImageBytes, pictureTooLarge, settings, reading));
  if (isJson(body, type)) {
    const { source, options } = toClassifyRequest(parseJson(body));
    return { picture: await toPicture(source, settings, reading), options };
  }
  if (body.byteLength > maxImageBytes) throw pictureTooLarge(maxImageBytes);
  checkPictureBody(body);
  return { picture: body, options: {} };
}

/** An object begins with a brace, which no picture does; what is called JSON may be broken. */
function isJson(body: Uint8Array, type: string): boolean {
  const start = Buffer.from(body.subarray(0, 100)).toString("latin1");
  if (/^\s*\{/.test(start)) return true;
  return type === "application/json" && !isBinary(body);
}
