import { lookup as resolve, type LookupAddress } from "node:dns";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { LookupFunction, Socket } from "node:net";
import { ClassifierError } from "../errors.js";
import type { UrlSettings } from "../settings.js";
import { notAllowed } from "./pictureUrl.js";
import { isPublicAddress } from "./publicAddress.js";

/** How names are resolved and addresses checked. Tests replace it. */
export interface Network {
  readonly resolve: (
    name: string,
    done: (error: Error | null, addresses: LookupAddress[]) => void,
  ) => void;
  readonly isAllowedAddress: (address: string) => boolean;
}

export const internet: Network = {
  resolve: (name, done) => resolve(name, { all: true }, done),
  isAllowedAddress: isPublicAddress,
};

/** The request to send. The default is a GET without a body. */
interface Outgoing {
  readonly headers: Readonly<Record<string, string>>;
  readonly method?: "GET" | "POST";
  readonly body?: string;
}

/**
 * Sends a request to a public host only. It checks the address of the actual connection and follows
 * no redirects.
 *
 * @returns the answer, as soon as its headers have arrived
 * @throws ClassifierError `UrlNotAllowed`, `UrlTimeout`; also errors of the connection
 */
export function guardedRequest(
  url: URL,
  { headers, method = "GET", body }: Outgoing,
  { connectTimeout, firstByteTimeout }: UrlSettings,
  signal: AbortSignal,
  network: Network = internet,
): Promise<IncomingMessage> {
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const answered = (response: IncomingMessage): void => {
      clearTimeout(timer);
      resolve(response);
    };
    // With its own agent the request shares no connection, and none stays open.
    const shared = { method, headers, signal, lookup: guardedLookup(network) };
    const outgoing = secure
      ? httpsRequest(url, { ...shared, agent: new HttpsAgent() }, answered)
      : httpRequest(url, { ...shared, agent: new HttpAgent() }, answered);
    const giveUp = (limit: number): void => {
      outgoing.destroy(timedOut(limit));
    };
    let timer = setTimeout(giveUp, connectTimeout, connectTimeout);
    outgoing.on("socket", (socket: Socket) => {
      socket.once(secure ? "secureConnect" : "connect", () => {
        // The final check: no data goes to an address that is not allowed.
        if (!network.isAllowedAddress(socket.remoteAddress ?? "")) outgoing.destroy(notAllowed());
        clearTimeout(timer);
        timer = setTimeout(giveUp, firstByteTimeout, firstByteTimeout);
      });
    });
    outgoing.once("close", () => clearTimeout(timer));
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A DNS lookup that returns only allowed addresses. */
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

/**
 * The error of a URL that is too slow.
 *
 * @param limit in milliseconds
 */
export function timedOut(limit: number): ClassifierError {
  return new ClassifierError("UrlTimeout", `The URL did not answer within ${limit} milliseconds.`);
}
