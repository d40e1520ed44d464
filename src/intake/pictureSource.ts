import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { fromBase64 } from "./base64.js";
import { stopSignal, type Reading } from "./reading.js";
import { fetchPicture } from "../outbound/fetchPicture.js";

/**
 * The picture that a text in a request stands for: base64, a data URL, or a public URL, which is
 * fetched. Anything else with a scheme goes the URL's way too, where it is refused; a local path is
 * not base64.
 *
 * @throws ClassifierError `InvalidRequest`, `ImageTooLarge`, or one of `fetchPicture`'s
 */
export async function toPicture(
  source: string,
  settings: Settings,
  { share, patience }: Reading,
): Promise<Uint8Array> {
  const [, scheme] = /^\s*([a-z][a-z0-9+.-]*):/i.exec(source) ?? [];
  if (scheme === undefined || scheme.toLowerCase() === "data") {
    const picture = fromBase64(source, settings.maxImageBytes);
    share.take(picture.byteLength);
    return picture;
  }
  const signal = stopSignal(patience);
  try {
    return await fetchPicture(source, settings.url, { share, signal });
  } catch (error) {
    const isLate = signal?.aborted && !patience.signal?.aborted;
    throw isLate ? new ClassifierError("DeadlineExceeded", undefined, { cause: error }) : error;
  }
}
