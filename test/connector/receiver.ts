import { createHmac, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { check } from "./definition.js";

export interface Notification {
  readonly path: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Where workflows are called back, each at an address of its own with a secret in it. */
export class Receiver {
  /** What came, in its order, whatever was answered. */
  readonly received: Notification[] = [];
  /** What was wrong with it. */
  readonly faults: string[] = [];
  /** Answers for the next ones; 200 when there is none. */
  readonly answers: number[] = [];
  /** Awaited before each answer. */
  hold: () => Promise<void> = async () => {};
  readonly #server: Server;
  readonly #key: string;
  readonly #schemas = new Map<string, object>();

  constructor(key: string) {
    this.#key = key;
    this.#server = createServer((request, response) => {
      this.#take(request, response).catch((error: unknown) => {
        this.faults.push(String(error));
        response.writeHead(500).end();
      });
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** @param schema of what will come */
  open(schema: object): { url: string; path: string } {
    const path = `/workflows/${randomUUID()}`;
    this.#schemas.set(path, schema);
    return { path, url: `http://127.0.0.1:${this.port}${path}?sig=${secret}` };
  }

  /** From now on nobody listens there. */
  close(path: string): void {
    this.#schemas.delete(path);
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
    const schema = this.#schemas.get(path);
    if (!schema) {
      response.writeHead(404).end();
      return;
    }
    if (searchParams.get("sig") !== secret) throw new Error("The callback URL was changed");
    const { "x-timestamp": time, "x-signature": signature } = request.headers;
    const hmac = createHmac("sha256", this.#key)
      .update(`${String(time)}.${body}`)
      .digest("hex");
    if (signature !== `sha256=${hmac}`) throw new Error("The signature is wrong");
    const content: unknown = JSON.parse(body);
    check(schema, content, "A notification");
    this.received.push({ path, content: Object(content) });
    await this.hold();
    response.writeHead(this.answers.shift() ?? 200).end();
  }
}

/** What only the workflow and the subscription know. */
export const secret = "a-secret-of-the-workflow";
