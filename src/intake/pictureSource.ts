import type { Settings } from "../settings.js";
import { fromBase64 } from "./base64.js";
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
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const [, scheme] = /^\s*([a-z][a-z0-9+.-]*):/i.exec(source) ?? [];
  if (scheme === undefined || scheme.toLowerCase() === "data") {
    return fromBase64(source, settings.maxImageBytes);
  }
  return fetchPicture(source, settings.url, signal);
}
