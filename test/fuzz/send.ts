import { Agent, request } from "node:http";
import type { FuzzRequest } from "./requests.js";

/** A status, "left" for a caller that goes away, or what went wrong. */
export type Outcome = number | string;

/** Milliseconds after which a request without an answer has failed. */
const PATIENCE = 60_000;

/** Sends a request, in the manner that it asks for. */
export function send(url: string, { path, method, headers, body, manner }: FuzzRequest) {
  const signal = AbortSignal.timeout(PATIENCE);
  return new Promise<Outcome>((resolve) => {
    // A server that closes its connection while a body still comes may cut off its own answer.
    const agent = new Agent({ keepAlive: true });
    const outgoing = request(`${url}/api/${path}`, { method, headers, agent, signal });
    outgoing.once("close", () => agent.destroy());
    outgoing.once("error", (error) => resolve(String(error)));
    outgoing.once("response", (answer) => {
      answer.resume().once("close", () => {
        outgoing.destroy();
        resolve(answer.statusCode ?? 0);
      });
    });
    if (manner === undefined) return void outgoing.end(body);
    // The last byte never comes.
    if (body) outgoing.write(body.subarray(0, -1));
    if (manner === "stalls") return;
    setTimeout(
      () => {
        resolve("left");
        outgoing.destroy();
      },
      (body?.length ?? 0) % 50,
    );
  });
}
