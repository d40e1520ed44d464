import { ClassifierError } from "../errors.js";
import { stopWhenLeft } from "../inference/leaving.js";
import type { Settings } from "../settings.js";
import { fromBase64 } from "./base64.js";
import { isLocalPath } from "./fileName.js";
import type { Reading } from "./reading.js";
import { fetchPicture } from "../outbound/fetchPicture.js";

/**
 * Gets the picture for a text of a request: base64, a data URL, or a public URL to fetch. A text
 * with any other scheme is treated as a URL and refused there.
 *
 * @throws ClassifierError `InvalidRequest`, `ImageTooLarge`, and the errors of `fetchPicture`
 */
export async function toPicture(
  source: string,
  settings: Settings,
  { share, patience }: Reading,
): Promise<Uint8Array> {
  const path = source.trim();
  if (isLocalPath(path)) {
    const detail = `${path} is a file on your machine, which this service cannot read. Send its bytes in base64, or a public http or https URL.`;
    throw new ClassifierError("InvalidRequest", detail);
  }
  const [, scheme] = /^\s*([a-z][a-z0-9+.-]*):/i.exec(source) ?? [];
  if (scheme === undefined || scheme.toLowerCase() === "data") {
    const picture = fromBase64(source, settings.maxImageBytes);
    share.take(picture.byteLength);
    return picture;
  }
  const { signal, end } = stopWhenLeft(patience);
  try {
    return await fetchPicture(source, settings.url, { share, signal });
  } finally {
    end();
  }
}
