import type { Settings } from "../settings.js";
import { fromBase64 } from "./base64.js";
import { fetchPicture } from "../outbound/fetchPicture.js";

/**
 * Gets the picture for a text of a request: base64, a data URL, or a public URL to fetch. A text
 * with any other scheme is treated as a URL and refused there. A local path is refused as invalid
 * base64.
 *
 * @throws ClassifierError `InvalidRequest`, `ImageTooLarge`, and the errors of `fetchPicture`
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
