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
 * Sends a request to a public host, and to no other: the address is checked that is really connected
 * to. Resolves when the head of the answer is there, that of a switch of protocols (101) too, whose
 * connection is closed; redirects are not followed.
 *
 * It settles whatever the server does. Of the events of Node's `ClientRequest`, in the order in which
 * they may come:
 *
 * - `socket`, and of the socket `connect` or `secureConnect`: each ends one time limit and begins the
 *   next; a name that is not resolved or a handshake that stalls ends with the connect limit.
 * - `finish`: the request is sent, which says nothing of an answer; the limit for the first byte runs.
 * - `continue`, `information` (1xx): no answer either. They extend nothing, so a server may send
 *   them without end and is still cut off.
 * - `upgrade` (101): the last event but `close`, and without a listener there would be only that.
 * - `connect`: answers CONNECT alone, which is never sent.
 * - `response`: settles. The body belongs to the caller and ends by `signal`, which destroys it.
 * - `timeout`: an idle socket; no such limit is set, because the limits here do not start anew.
 * - `abort`: deprecated; nobody calls `abort()`. `drain`: the body goes in one call of `end`.
 * - `error`: settles. `close`: comes last and always, so it settles what nothing has settled before.
 *
 * @param signal ends the request, and afterwards the answer's body
 * @throws ClassifierError `UrlNotAllowed`, `UrlTimeout`; what the connection throws; `signal`'s reason
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
    // With its own agent the request shares no connection, and none stays open.
    const shared = { method, headers, signal, lookup: guardedLookup(network) };
    const outgoing = secure
      ? httpsRequest(url, { ...shared, agent: new HttpsAgent() })
      : httpRequest(url, { ...shared, agent: new HttpAgent() });
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
    outgoing.once("response", (response) => {
      clearTimeout(timer);
      resolve(response);
    });
    outgoing.once("upgrade", (response, socket) => {
      socket.destroy();
      resolve(response);
    });
    outgoing.on("error", reject);
    outgoing.once("close", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      reject(new Error("The connection was closed without an answer"));
    });
    // The request is destroyed by its signal; the promise does not rely on the events of that.
    const aborted = (): void => reject(signal.reason);
    signal.addEventListener("abort", aborted, { once: true });
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
