import type { IncomingMessage } from "node:http";
import { ClassifierError } from "../errors.js";
import type { Stop } from "../inference/leaving.js";
import { onAbort } from "../onAbort.js";
import { readBounded } from "../http/boundedBody.js";
import type { ByteShare } from "../http/byteBudget.js";
import type { UrlSettings } from "../settings.js";
import { pictureTooLarge } from "../tooLarge.js";
import { guardedRequest, internet, timedOut, type Network } from "./guardedRequest.js";
import { toPictureUrl } from "./pictureUrl.js";

// These replace all headers of the caller's request. A compressed answer could expand far beyond
// the limit, so none is accepted.
const headers = {
  "user-agent": "serverless-image-classifier/1.0 (fetches pictures that its users name)",
  accept: "image/*",
  "accept-encoding": "identity",
};

export interface FetchBounds {
  /** Byte budget for the picture. Without it there is none. */
  readonly share?: ByteShare;
  /** Aborts when the caller no longer waits. */
  readonly signal?: AbortSignal | undefined;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * Fetches a picture from a public host. Each redirect is checked again. The check covers the
 * address of the actual connection, so DNS cannot change the answer in between.
 *
 * @throws ClassifierError `UrlInputOff`, `UrlNotAllowed`, `UrlFetchFailed`, `UrlTimeout`,
 *   `ImageTooLarge`, `CallerGone`, or the reason of the signal if that is a ClassifierError
 */
export async function fetchPicture(
  text: string,
  settings: UrlSettings,
  { share = { take: () => {} }, signal }: FetchBounds = {},
  network: Network = internet,
): Promise<Uint8Array> {
  let url = toPictureUrl(text, settings, network.isAllowedAddress);
  const { signal: stop, end } = stopWithin(settings.totalTimeout, signal);
  try {
    for (let hops = 0; hops <= settings.maxRedirects; hops++) {
      const response = await guardedRequest(url, { headers }, settings, stop, network);
      const { statusCode = 0 } = response;
      const { location } = response.headers;
      if (statusCode === 200) {
        const picture = await readPicture(response, settings.maxBytes, share, stop);
        // A body without a length ends where its connection does, even if that was cut here.
        stop.throwIfAborted();
        return picture;
      }
      response.destroy();
      if (!redirects.has(statusCode) || location === undefined) {
        throw failed(`answered with status ${statusCode}; expected 200`);
      }
      const next = URL.canParse(location, url.href) ? new URL(location, url).href : location;
      url = toPictureUrl(next, settings, network.isAllowedAddress);
    }
    throw failed(`redirects more than ${settings.maxRedirects} times`);
  } catch (error) {
    if (error instanceof ClassifierError) throw error;
    stop.throwIfAborted();
    throw failed("cannot be reached, or the connection broke", error);
  } finally {
    end();
  }
}

/** A signal that aborts when the time is over, or when the caller no longer waits. */
function stopWithin(milliseconds: number, signal: AbortSignal | undefined): Stop {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(timedOut(milliseconds)), milliseconds);
  const end = onAbort(signal, () => {
    const reason: unknown = signal?.reason;
    stop.abort(reason instanceof ClassifierError ? reason : new ClassifierError("CallerGone"));
  });
  return {
    signal: stop.signal,
    end() {
      clearTimeout(timer);
      end();
    },
  };
}

async function readPicture(
  response: IncomingMessage,
  maxBytes: number,
  share: ByteShare,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError => pictureTooLarge(maxBytes);
  try {
    const encoding = response.headers["content-encoding"] ?? "identity";
    if (encoding !== "identity")
      throw failed("answered with a compressed body; expected Content-Encoding: identity");
    if (Number(response.headers["content-length"]) > maxBytes) throw tooLarge();
    return await readBounded(response, { maxBytes, tooLarge, share, signal });
  } finally {
    response.destroy();
  }
}

function failed(what: string, cause?: unknown): ClassifierError {
  return new ClassifierError("UrlFetchFailed", `The picture's URL ${what}.`, { cause });
}
