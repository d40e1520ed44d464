import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { CommandError } from "./command/mistakes.js";

/** A refusal by the app, with the code of its answer. */
export class Refusal extends CommandError {
  constructor(
    url: string,
    readonly code: string,
    readonly detail: string,
  ) {
    super(`${url} answers ${code}: ${detail}`);
  }
}

/** The app over HTTP. */
export interface AppClient {
  /**
   * Asks once.
   *
   * @throws CommandError where nothing answers
   */
  request(path: string, init?: RequestInit): Promise<Response>;
  /**
   * Asks until the answer is good. Temporary failures are tried again, except those of a POST.
   *
   * @throws Refusal, CommandError where nothing answers
   */
  ask(path: string, init?: RequestInit): Promise<Response>;
  /**
   * Checks that it can be reached, and that the key may start what is posted to a path.
   *
   * @param what is started, such as `a batch`
   * @throws CommandError
   */
  checkStart(path: string, what: string): Promise<void>;
  /**
   * Stores a blob.
   *
   * @param operation such as `batch-inputs`
   * @param path of the blob
   * @throws as `ask`
   */
  upload(operation: string, path: string, bytes: Uint8Array): Promise<void>;
}

/** Milliseconds for the first answer; an app that starts from nothing takes some seconds. */
const PATIENCE = 30_000;

/** Milliseconds before each further attempt. */
const pauses = [500, 2000];

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/**
 * @param url such as https://app.azurewebsites.net
 * @param key sent with each request
 */
export function toAppClient(url: string, key: string | undefined): AppClient {
  const headers = {
    "content-type": "application/octet-stream",
    ...(key !== undefined && { "x-functions-key": key }),
  };

  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await fetch(`${url}/api/${path}`, { ...init, headers });
    } catch (error) {
      const code = codeOf(error);
      throw new CommandError(`${url} does not answer${code}. Locally: is npm start running?`);
    }
  }

  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    for (const pause of init.method === "POST" ? [] : pauses) {
      const answer = await request(path, init).catch(() => undefined);
      if (answer?.ok) return answer;
      if (answer && answer.status < 500 && answer.status !== 429) throw await toRefusal(answer);
      await answer?.body?.cancel();
      await delay(pause);
    }
    const answer = await request(path, init);
    if (answer.ok) return answer;
    throw await toRefusal(answer);
  }

  async function toRefusal(answer: Response): Promise<Refusal> {
    const { data } = problemSchema.safeParse(await answer.json().catch(() => undefined));
    const { code, detail } = data ?? { code: `status ${answer.status}`, detail: answer.statusText };
    // The host refuses keys before the app is asked, without a word.
    const isOfKey = answer.status === 401 && !data;
    return new Refusal(url, code, isOfKey ? "give a key by --key or FUNCTIONS_KEY." : detail);
  }

  async function checkStart(path: string, what: string): Promise<void> {
    // An empty request is answered 400, and only if the key may start something.
    const signal = AbortSignal.timeout(PATIENCE);
    const { status } = await request(path, { method: "POST", body: "{}", signal });
    if (status === 400) return;
    if (status === 401 || status === 403) {
      const given = key === undefined ? "wants a key" : "refuses the key";
      const hint = `${what} needs the master key, by --key or FUNCTIONS_KEY.`;
      throw new CommandError(`${url} ${given}; ${hint}`);
    }
    throw new CommandError(
      `${url} is no address of this service: POST /api/${path} answers ${status}.`,
    );
  }

  async function upload(operation: string, path: string, bytes: Uint8Array): Promise<void> {
    const blob = path.split("/").map(encodeURIComponent).join("/");
    await ask(`${operation}/${blob}`, { method: "PUT", body: new Uint8Array(bytes) });
  }

  return { request, ask, checkStart, upload };
}

/** The code of the network's error, such as ECONNREFUSED, which `fetch` keeps as the cause. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
}
