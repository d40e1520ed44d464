import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { toPictureUrl } from "./pictureUrl.js";
import { isPublicAddress } from "./publicAddress.js";

/**
 * Checks a callback URL by the rules for URLs of pictures.
 *
 * @throws ClassifierError `CallbacksOff`, `UrlInputOff`, `UrlNotAllowed`
 */
export function toCallbackUrl(text: string, { callbackKey, url }: Settings): string {
  if (callbackKey === undefined) throw new ClassifierError("CallbacksOff");
  return toPictureUrl(text, url, isPublicAddress).href;
}
