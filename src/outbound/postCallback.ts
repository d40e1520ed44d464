import { createHmac } from "node:crypto";
import { ClassifierError, toClassifierError } from "../errors.js";
import type { UrlSettings } from "../settings.js";
import { guardedRequest, internet, type Network } from "./guardedRequest.js";
import { toPictureUrl } from "./pictureUrl.js";

/**
 * Sends a result to a callback URL. A signature proves the sender: the header `x-signature` is
 * `sha256=` and the HMAC-SHA256, in hex, of the header `x-timestamp` (seconds since 1970), a full
 * stop and the body.
 *
 * @param key of the signature
 * @throws ClassifierError `CallbackFailed` where it may be tried again; `CallbackGone` for 404 and
 *   410; `UrlNotAllowed`
 */
export async function postCallback(
  text: string,
  result: unknown,
  key: string,
  settings: UrlSettings,
  network: Network = internet,
): Promise<void> {
  const url = toPictureUrl(text, settings, network.isAllowedAddress);
  const body = JSON.stringify(result);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-timestamp": timestamp,
    "x-signature": `sha256=${createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex")}`,
  };
  const outgoing = { method: "POST", headers, body } as const;
  const deadline = AbortSignal.timeout(settings.totalTimeout);
  try {
    const response = await guardedRequest(url, outgoing, settings, deadline, network);
    response.destroy();
    const { statusCode = 0 } = response;
    if (statusCode === 404 || statusCode === 410) throw new ClassifierError("CallbackGone");
    if (statusCode < 200 || statusCode > 299) {
      throw new ClassifierError("CallbackFailed", `The callback URL answered ${statusCode}.`);
    }
  } catch (thrown) {
    const error = toClassifierError(thrown);
    if (["CallbackFailed", "CallbackGone", "UrlNotAllowed"].includes(error.code)) throw error;
    throw new ClassifierError("CallbackFailed", undefined, { cause: thrown });
  }
}
