import type { IncomingMessage } from "node:http";
import { ClassifierError } from "../errors.js";
import { readBounded } from "../http/boundedBody.js";
import type { UrlSettings } from "../settings.js";
import { guardedRequest, internet, timedOut, type Network } from "./guardedRequest.js";
import { toPictureUrl } from "./pictureUrl.js";

// No header of the caller's request goes along, and no compressed answer is asked for: it could
// be far larger than the limit.
const headers = {
  "user-agent": "serverless-image-classifier/1.0 (fetches pictures that its users name)",
  accept: "image/*",
  "accept-encoding": "identity",
};

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches a picture by its URL, from public hosts only. Every redirect is checked anew, and the
 * address is checked that is really connected to, so that a name cannot change its mind in between.
 *
 * @throws ClassifierError `UrlInputOff`, `UrlNotAllowed`, `UrlFetchFailed`, `UrlTimeout`,
 *   `ImageTooLarge`, `CallerGone`
 */
export async function fetchPicture(
  text: string,
  settings: UrlSettings,
  signal?: AbortSignal,
  network: Network = internet,
): Promise<Uint8Array> {
  const deadline = AbortSignal.timeout(settings.totalTimeout);
  const stop = signal ? AbortSignal.any([deadline, signal]) : deadline;
  let url = toPictureUrl(text, settings, network.isAllowedAddress);
  try {
    for (let hops = 0; hops <= settings.maxRedirects; hops++) {
      const response = await guardedRequest(url, { headers }, settings, stop, network);
      const { statusCode = 0 } = response;
      const { location } = response.headers;
      if (statusCode === 200) {
        const picture = await readPicture(response, settings.maxBytes);
        // A body without a length ends where its connection does, even if that was cut here.
        stop.throwIfAborted();
        return picture;
      }
      response.destroy();
      if (!redirects.has(statusCode) || location === undefined) {
        throw failed(`answered with status ${statusCode}`);
      }
      const next = URL.canParse(location, url.href) ? new URL(location, url).href : location;
      url = toPictureUrl(next, settings, network.isAllowedAddress);
    }
    throw failed(`redirects more than ${settings.maxRedirects} times`);
  } catch (error) {
    if (error instanceof ClassifierError) throw error;
    if (signal?.aborted) throw new ClassifierError("CallerGone");
    if (deadline.aborted) throw timedOut(settings.totalTimeout);
    throw failed("cannot be reached, or broke off", error);
  }
}

async function readPicture(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError =>
    new ClassifierError("ImageTooLarge", `The picture has more than ${maxBytes} bytes.`);
  try {
    const encoding = response.headers["content-encoding"] ?? "identity";
    if (encoding !== "identity") throw failed("answered in a compressed form");
    if (Number(response.headers["content-length"]) > maxBytes) throw tooLarge();
    return await readBounded(response, maxBytes, tooLarge);
  } finally {
    response.destroy();
  }
}

function failed(what: string, cause?: unknown): ClassifierError {
  return new ClassifierError("UrlFetchFailed", `The picture's URL ${what}.`, { cause });
}
