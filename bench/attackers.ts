/**
 * Sends attacks as another machine would: from a thread of its own, because hundreds of megabytes that
 * one event loop writes hold up its innocent callers, and with the lowest priority, because real
 * attackers do not take the cores of the service.
 */

import { once } from "node:events";
import { request } from "node:http";
import { constants, setPriority } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import type { Attack } from "./attackRequests.js";

/** An attacker's pause, in milliseconds: what is measured is what a request costs, not their number. */
const PAUSE = 500;

interface Order {
  readonly address: string;
  readonly attack: Attack;
  readonly seconds: number;
}

/** How many requests were answered with each status; 0 counts connections that were cut. */
type Statuses = ReadonlyMap<number, number>;

export class Attackers {
  readonly #address: string;
  readonly #thread = new Worker(new URL(import.meta.url));

  /** @param address that the routes of the attacks follow */
  constructor(address: string) {
    this.#address = address;
  }

  async attack(attack: Attack, seconds: number): Promise<Statuses> {
    const order: Order = { address: this.#address, attack, seconds };
    this.#thread.postMessage(order, []);
    const [statuses]: Statuses[] = await once(this.#thread, "message");
    return statuses ?? new Map();
  }

  stop(): Promise<number> {
    return this.#thread.terminate();
  }
}

if (!isMainThread) {
  // On Linux this is the priority of the calling thread.
  setPriority(constants.priority.PRIORITY_LOW);
  parentPort?.on("message", (order: Order) => {
    void carryOut(order).then((statuses) => parentPort?.postMessage(statuses, []));
  });
}

async function carryOut({ address, attack, seconds }: Order): Promise<Statuses> {
  const statuses = new Map<number, number>();
  const body = Buffer.from(attack.body);
  const end = performance.now() + seconds * 1000;
  const attacker = async (): Promise<void> => {
    while (performance.now() < end) {
      const status = await send(address, attack, body);
      await delay(PAUSE);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: attack.callers }, attacker));
  return statuses;
}

/** @returns the status, 0 where the connection was cut */
function send(
  address: string,
  { route, type, stalls, timeout }: Attack,
  body: Buffer,
): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      "content-type": type,
      "content-length": body.length,
      ...(timeout !== undefined && { "x-timeout-ms": timeout }),
    };
    const options = { method: "POST", headers, agent: false } as const;
    const outgoing = request(address + route, options, (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume().once("close", () => outgoing.destroy());
    });
    outgoing.once("error", () => resolve(0));
    if (stalls) outgoing.write(body.subarray(0, -1));
    else outgoing.end(body);
  });
}
