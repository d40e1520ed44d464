import { ClassifierError } from "../../errors.js";

/** A hub of models and the access to it. */
export interface Hub {
  /** Such as https://huggingface.co */
  readonly endpoint: string;
  readonly token: string | undefined;
  /** Milliseconds without a byte after which a transfer is broken off. */
  readonly silence?: number;
}

/** The hub's answer for a file; undefined is what it does not state. */
export interface HubAnswer {
  readonly response: Response;
  /** Size of the whole file in bytes. */
  readonly size: number | undefined;
  readonly sha256: string | undefined;
  /** For If-Range. */
  readonly etag: string | undefined;
  /** Restarts the deadline of the transfer, which is aborted when no call comes in time. */
  alive(): void;
  /** Ends the deadline. */
  done(): void;
}

/** A failure that a retry may not meet. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** True where the requested range is beyond the file, so the partial download is useless. */
  readonly outOfRange: boolean;

  constructor(message: string, options?: ErrorOptions & { outOfRange?: boolean }) {
    super(message, options);
    this.outOfRange = options?.outOfRange ?? false;
  }
}

const maxRedirects = 10;
const silenceMilliseconds = 30_000;

/**
 * Requests a path from the hub and follows its redirects, as huggingface_hub does. Large files are on
 * other hosts, which must not see the token. Only the hub itself states their size and SHA-256, in
 * `X-Linked-Size` and `X-Linked-ETag`.
 *
 * @returns undefined where the hub has no such file
 * @throws Interrupted where a retry may succeed
 * @throws ClassifierError `HubError` where a retry is useless
 */
export async function requestFile(
  hub: Hub,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HubAnswer | undefined> {
  const home = new URL(path, `${hub.endpoint}/`);
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), hub.silence ?? silenceMilliseconds);
  const linked = { size: undefined as string | undefined, etag: undefined as string | undefined };
  let url = home;
  try {
    for (let hop = 0; hop <= maxRedirects; hop++) {
      const response = await fetch(url, {
        redirect: "manual",
        signal: silence.signal,
        headers: {
          ...headers,
          // A compressed body has other offsets than the file.
          "accept-encoding": "identity",
          ...(hub.token && url.origin === home.origin && { authorization: `Bearer ${hub.token}` }),
        },
      }).catch((cause: unknown) => {
        throw new Interrupted(`No connection to ${url.host}${reason(cause)}`, { cause });
      });
      linked.size ??= response.headers.get("x-linked-size") ?? undefined;
      linked.etag ??= response.headers.get("x-linked-etag") ?? undefined;
      const location = response.headers.get("location");
      if (response.status < 300 || response.status >= 400 || location === null) {
        if (!(await isFound(response, hub, home))) return undefined;
        const answer = toAnswer(response, linked);
        return { ...answer, alive: () => timer.refresh(), done: () => clearTimeout(timer) };
      }
      await response.body?.cancel();
      url = new URL(location, url);
    }
    throw new ClassifierError("HubError", `${home.host} redirects without end`);
  } catch (error) {
    clearTimeout(timer);
    throw error;
  }
}

async function isFound(response: Response, hub: Hub, url: URL): Promise<boolean> {
  if (response.ok) return true;
  await response.body?.cancel();
  const { status } = response;
  const code = response.headers.get("x-error-code");
  if (status === 404 && code !== "RepoNotFound" && code !== "RevisionNotFound") return false;
  if (status === 416 || status === 429 || status >= 500) {
    const outOfRange = status === 416;
    throw new Interrupted(`${url.host} answers with HTTP ${status}`, { outOfRange });
  }
  throw new ClassifierError("HubError", explain(status, code, hub, url));
}

function explain(status: number, code: string | null, hub: Hub, { host }: URL): string {
  if (code === "RevisionNotFound") return `${host} has no such revision of this model (HTTP 404)`;
  if (status === 404) return `${host} has no such model (HTTP 404)`;
  if (status === 403) {
    return `${host} does not give access to this model (HTTP 403); ask for it on the model's page`;
  }
  if (status === 401) {
    return hub.token === undefined
      ? `${host} has no public model of this name (HTTP 401); for a private one set HF_TOKEN`
      : `${host} does not accept HF_TOKEN for this model (HTTP 401), or has no such model`;
  }
  return `${host} answers with HTTP ${status}`;
}

function toAnswer(
  response: Response,
  linked: { size: string | undefined; etag: string | undefined },
): Pick<HubAnswer, "response" | "size" | "sha256" | "etag"> {
  const { headers } = response;
  const ranged = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
  const length = response.status === 200 ? headers.get("content-length") : undefined;
  const size = linked.size ?? ranged ?? length;
  const digest = linked.etag?.replaceAll(/^W\/|"/g, "") ?? "";
  return {
    response,
    // What is no number bounds nothing, so it is not taken for one.
    size: /^\d{1,15}$/.test(size ?? "") ? Number(size) : undefined,
    sha256: /^[0-9a-f]{64}$/.test(digest) ? digest : undefined,
    etag: headers.get("etag") ?? undefined,
  };
}

/** What the network said, such as ENOTFOUND: fetch hides it in the cause of its error. */
function reason(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause && "code" in cause ? ` (${String(cause.code)})` : "";
}
