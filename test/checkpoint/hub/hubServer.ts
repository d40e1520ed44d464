import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export const commit = "0123456789abcdef0123456789abcdef01234567";

/** What went over the wire, and how the next answers go wrong. */
export interface HubServer {
  readonly endpoint: string;
  /** `METHOD host-role path`, with `range` and `token` where they were sent. */
  readonly requests: string[];
  /** Byte counts after which the connection of the next transfers of a large file is cut. */
  readonly cuts: number[];
  /** Statuses with which the next requests for a large file are answered. */
  readonly failures: number[];
  close(): Promise<void>;
}

interface Options {
  readonly files: Readonly<Record<string, Buffer>>;
  /** Needed to read anything. */
  readonly token?: string;
  /** What the store of large files sends in place of a file. */
  readonly stored?: Readonly<Record<string, Buffer>>;
}

/**
 * A server that behaves like the Hugging Face Hub for the repository owner/name: small files come at
 * once, large ones by a redirect to another origin, with their size and SHA-256 in the headers of
 * the redirect; ranges; X-Error-Code.
 */
export async function startHub({ files, token, stored = {} }: Options): Promise<HubServer> {
  const requests: string[] = [];
  const cuts: number[] = [];
  const failures: number[] = [];
  const note = (role: string, request: IncomingMessage): void => {
    const { range, authorization } = request.headers;
    const extras = [range, authorization && "token"].filter(Boolean).join(" ");
    requests.push(`${role} ${request.url ?? ""} ${extras}`.trim());
  };

  const store = createServer((request, response) => {
    note("store", request);
    const name = (request.url ?? "").slice(1);
    const bytes = stored[name] ?? files[name] ?? Buffer.alloc(0);
    const failure = failures.shift();
    if (failure !== undefined) return void response.writeHead(failure).end();
    sendRange(request, response, bytes, cuts.shift());
  });
  const storeUrl = await listen(store);

  const hub = createServer((request, response) => {
    note("hub", request);
    const fail = (status: number, code: string): void =>
      void response.writeHead(status, { "x-error-code": code }).end("{}");
    if (token && request.headers.authorization !== `Bearer ${token}`) {
      return fail(401, "RepoNotFound");
    }
    const url = request.url ?? "";
    if (!/^\/(api\/models\/)?owner\/name\//.test(url)) return fail(404, "RepoNotFound");
    const revision = /^\/api\/models\/owner\/name\/revision\/(.+)$/.exec(url)?.[1];
    if (revision !== undefined) {
      if (revision === "gated") return fail(403, "GatedRepo");
      if (revision !== "main" && revision !== "v1%2F2") return fail(404, "RevisionNotFound");
      const siblings = Object.keys(files).map((rfilename) => ({ rfilename }));
      return void response.end(JSON.stringify({ id: "owner/name", sha: commit, siblings }));
    }
    const name = url.slice(`/owner/name/resolve/${commit}/`.length);
    const bytes = files[name];
    if (!bytes) return fail(404, "EntryNotFound");
    if (name.endsWith(".json")) return sendRange(request, response, bytes);
    response.writeHead(302, {
      location: `${storeUrl}/${name}`,
      "x-linked-size": bytes.length,
      "x-linked-etag": `"${createHash("sha256").update(bytes).digest("hex")}"`,
      "x-repo-commit": commit,
    });
    response.end();
  });
  const endpoint = await listen(hub);
  return {
    endpoint,
    requests,
    cuts,
    failures,
    async close() {
      for (const server of [hub, store]) {
        server.closeAllConnections();
        server.close();
        await once(server, "close");
      }
    },
  };
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new TypeError("No port");
  return `http://127.0.0.1:${address.port}`;
}

/** Answers as RFC 9110 says of ranges; the connection breaks after `cut` bytes where one is given. */
function sendRange(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  cut?: number,
): void {
  const etag = `"${createHash("sha1").update(bytes).digest("hex")}"`;
  const { range, "if-range": ifRange } = request.headers;
  const start =
    ifRange && ifRange !== etag ? 0 : Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  if (start > 0 && start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const rest = bytes.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    "content-length": rest.length,
    ...(start > 0 && { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  });
  if (cut === undefined) response.end(rest);
  else response.write(rest.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
}
