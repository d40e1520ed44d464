import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { toPictureUrl } from "./pictureUrl.js";
import { callbackNetwork } from "./callbackNetwork.js";

/**
 * The URL that a result is to be sent to, checked as URLs of pictures are, save for the hosts that
 * an operator has named (`CALLBACK_ALLOWLIST`).
 *
 * @throws ClassifierError `CallbacksOff`, `UrlInputOff`, `UrlNotAllowed`
 */
export function toCallbackUrl(
  text: string,
  { callbackKey, callbackAllowlist, url }: Settings,
): string {
  if (callbackKey === undefined) throw new ClassifierError("CallbacksOff");
  const { isAllowedAddress } = callbackNetwork(text, callbackAllowlist);
  return toPictureUrl(text, url, isAllowedAddress).href;
}
