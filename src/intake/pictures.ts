import type { HttpRequest } from "@azure/functions";
import { toClassifyRequest } from "../contracts/classify/classifyRequest.js";
import { toMediaType } from "../http/mediaType.js";
import type { LabelOptions } from "../labels/rank.js";
import type { Settings } from "../settings.js";
import { bodyChunks, readBody } from "./body.js";
import { readFiles, type NamedPicture } from "./multipart.js";
import { toPicture } from "./pictureSource.js";
import { readJson } from "./readJson.js";
import type { Reading } from "./reading.js";

/** The pictures of a classify request: one picture, or the files of a form. */
export type Pictures =
  | { readonly picture: Uint8Array; readonly options: LabelOptions }
  | { readonly files: readonly NamedPicture[] };

/**
 * Reads the body of a classify request. The content type selects JSON or a form. Any other body is
 * the bytes of a picture.
 *
 * @throws ClassifierError for a body that is empty, too large or malformed, and for a URL that is
 *   not allowed or does not answer
 */
export async function readPictures(
  request: HttpRequest,
  settings: Settings,
  reading: Reading,
): Promise<Pictures> {
  const contentType = request.headers.get("content-type");
  switch (toMediaType(contentType)) {
    case "application/json": {
      const json = await readJson(request, settings, reading, settings.maxRequestBytes);
      const { source, options } = toClassifyRequest(json);
      return { picture: await toPicture(source, settings, reading), options };
    }
    case "multipart/form-data": {
      const body = bodyChunks(request, settings.maxRequestBytes, "RequestTooLarge", reading);
      return { files: await readFiles(body, contentType ?? "", settings) };
    }
    default:
      return {
        picture: await readBody(request, settings.maxImageBytes, "ImageTooLarge", reading),
        options: {},
      };
  }
}
