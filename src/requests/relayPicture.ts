import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { pictureUrlSchema } from "../contracts/classify/classifyRequest.js";
import { ClassifierError } from "../errors.js";
import { firstIssue } from "../firstIssue.js";
import { sniffFormat } from "../image/format.js";
import { toPicture } from "../intake/pictureSource.js";
import { readJson } from "../intake/readJson.js";
import type { Reading } from "../intake/reading.js";
import type { Settings } from "../settings.js";

/**
 * Fetches the picture that a JSON body `{"url"}` names, as a classify request would, and answers with
 * its bytes. The policy of the page lets a browser load pictures from this service alone.
 *
 * @throws ClassifierError `InvalidRequest`, `UnsupportedImageFormat`; errors of `readJson` and
 *   `toPicture`
 */
export async function relayPicture(
  request: HttpRequest,
  reading: Reading,
  settings: Settings,
): Promise<HttpResponseInit> {
  const { data, error } = pictureUrlSchema.safeParse(await readJson(request, settings, reading));
  if (!data) {
    const detail = `Expected {"url": "https://…"}: ${firstIssue(error, "the body")}`;
    throw new ClassifierError("InvalidRequest", detail);
  }
  return toPictureAnswer(await toPicture(data.url, settings, reading));
}

/**
 * Answers with the bytes of a picture. Only supported formats pass, and none of them can hold a script.
 *
 * @throws ClassifierError `UnsupportedImageFormat`
 */
export function toPictureAnswer(picture: Uint8Array): HttpResponseInit {
  const format = sniffFormat(picture);
  if (format === undefined) throw new ClassifierError("UnsupportedImageFormat");
  return {
    body: picture,
    headers: {
      "content-type": `image/${format}`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  };
}
