import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { StorageClients } from "../../src/storage/connection.js";
import { writeUpload } from "../../src/storage/upload.js";
import { fuzzRequest, type FuzzRequest } from "../fuzz/requests.js";
import { send } from "../fuzz/send.js";
import { fixture } from "../paths.js";
import { Random } from "../random.js";
import type { Ledger } from "../torture/ledger.js";
import { pickKind } from "../torture/pictures.js";

/** Milliseconds between two requests of a caller, on average. */
const PAUSE = 400;

const photo = readFileSync(fixture("photos/cat.jpg"));

/** Callers that send good and bad requests and uploads, and what comes of them. */
export class Traffic {
  readonly ledger: Ledger = new Map();
  /** How often each status was answered, and callers left. */
  readonly statuses = new Map<string, number>();
  /** Requests that were answered with 5xx but not 503, or not at all. */
  readonly failures: string[] = [];
  readonly #url: string;
  readonly #storage: StorageClients;
  readonly #random: Random;

  constructor(url: string, storage: StorageClients, seed: number) {
    this.#url = url;
    this.#storage = storage;
    this.#random = new Random(seed);
  }

  /** @param until value of `performance.now()` at the end */
  async run(until: number): Promise<void> {
    const callers = [
      () => this.#ask({ path: "classify", method: "POST", headers: {}, body: photo }),
      () => this.#ask(this.#score()),
      () => this.#ask(fuzzRequest(this.#random)),
      () => this.#ask(fuzzRequest(this.#random)),
      () => this.#upload(),
      () => this.#upload(),
    ];
    const repeat = async (call: () => Promise<void>): Promise<void> => {
      while (performance.now() < until) {
        await call();
        await delay(this.#random.below(2 * PAUSE));
      }
    };
    await Promise.all(callers.map(repeat));
  }

  async #ask(request: FuzzRequest): Promise<void> {
    const outcome = String(await send(this.#url, request));
    this.statuses.set(outcome, (this.statuses.get(outcome) ?? 0) + 1);
    if (!/^[1-4]\d\d$|^503$|^left$/.test(outcome)) {
      this.failures.push(`${request.path}: ${outcome}`);
    }
  }

  #score(): FuzzRequest {
    const pictures = 1 + this.#random.below(4);
    const input = Array.from({ length: pictures }, () => photo.toString("base64"));
    const body = Buffer.from(JSON.stringify({ input_data: input }));
    const headers = { "content-type": "application/json" };
    return { path: "score", method: "POST", headers, body };
  }

  async #upload(): Promise<void> {
    const { bytes, outcome } = pickKind(this.#random);
    const name = `soak/${this.ledger.size}.jpg`;
    // Noted before it is written, so that two callers never take one name.
    this.ledger.set(name, { versions: [], deleted: false });
    const upload = await writeUpload(this.#storage, name, Buffer.from(bytes));
    this.ledger.set(name, { versions: [{ upload, outcome }], deleted: false });
  }
}
