import { lookup as resolve, type LookupAddress } from "node:dns";
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, get as httpsGet } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import { ClassifierError } from "../errors.js";
import type { UrlSettings } from "../settings.js";
import { notAllowed, toPictureUrl } from "./pictureUrl.js";
import { isPublicAddress } from "./publicAddress.js";

/** Names and addresses as this process sees them; tests put their own network in its place. */
export interface Network {
  readonly resolve: (
    name: string,
    done: (error: Error | null, addresses: LookupAddress[]) => void,
  ) => void;
  readonly isAllowedAddress: (address: string) => boolean;
}

const internet: Network = {
  resolve: (name, done) => resolve(name, { all: true }, done),
  isAllowedAddress: isPublicAddress,
};

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
      const response = await request(url, settings, stop, network);
      const { statusCode = 0 } = response;
      const { location } = response.headers;
      if (statusCode === 200) return await readPicture(response, settings.maxBytes);
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

/** Resolves when the head of the answer is there. */
function request(
  url: URL,
  { connectTimeout, firstByteTimeout }: UrlSettings,
  signal: AbortSignal,
  network: Network,
): Promise<IncomingMessage> {
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      clearTimeout(timer);
      resolve(response);
    };
    // An agent of its own: no connection is shared with other requests or outlives this one.
    const shared = { headers, signal, lookup: guardedLookup(network) };
    const outgoing = secure
      ? httpsGet(url, { ...shared, agent: new HttpsAgent() }, answered)
      : httpGet(url, { ...shared, agent: new HttpAgent() }, answered);
    const giveUp = (limit: number): void => {
      outgoing.destroy(timedOut(limit));
    };
    let timer = setTimeout(giveUp, connectTimeout, connectTimeout);
    outgoing.on("socket", (socket: Socket) => {
      socket.once(secure ? "secureConnect" : "connect", () => {
        // The last word: whatever led here, nothing is sent to an address that is not allowed.
        if (!network.isAllowedAddress(socket.remoteAddress ?? "")) outgoing.destroy(notAllowed());
        clearTimeout(timer);
        timer = setTimeout(giveUp, firstByteTimeout, firstByteTimeout);
      });
    });
    outgoing.once("close", () => clearTimeout(timer));
    outgoing.on("error", reject);
  });
}

/** Hands on only the addresses that may be connected to. */
function guardedLookup({ resolve, isAllowedAddress }: Network): LookupFunction {
  return (name, options, done) => {
    resolve(name, (error, addresses) => {
      const allowed = error ? [] : addresses.filter(({ address }) => isAllowedAddress(address));
      const [first] = allowed;
      if (!first) done(error ?? notAllowed(), "");
      else if (options.all) done(null, allowed);
      else done(null, first.address, first.family);
    });
  };
}

async function readPicture(response: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = (): ClassifierError =>
    new ClassifierError("ImageTooLarge", `The picture has more than ${maxBytes} bytes.`);
  try {
    const encoding = response.headers["content-encoding"] ?? "identity";
    if (encoding !== "identity") throw failed("answered in a compressed form");
    if (Number(response.headers["content-length"]) > maxBytes) throw tooLarge();
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response) {
      if (!(chunk instanceof Buffer)) throw new TypeError("Expected bytes");
      length += chunk.byteLength;
      if (length > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, length);
  } finally {
    response.destroy();
  }
}

function failed(what: string, cause?: unknown): ClassifierError {
  return new ClassifierError("UrlFetchFailed", `The picture's URL ${what}.`, { cause });
}

/** @param limit in milliseconds */
function timedOut(limit: number): ClassifierError {
  return new ClassifierError(
    "UrlTimeout",
    `The picture's URL did not answer within ${limit} milliseconds.`,
  );
}
