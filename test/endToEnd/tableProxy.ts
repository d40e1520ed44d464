import { once } from "node:events";
import { createServer, request } from "node:http";

/** Stands before the Table service of an account, counts its requests, and can break. */
export interface TableProxy {
  /** The account's connection string, with its Tables by way of this proxy. */
  readonly connectionString: string;
  readonly requests: () => number;
  /** From now on each request loses its connection. */
  breakDown(): void;
  close(): void;
}

export async function startTableProxy(connectionString: string): Promise<TableProxy> {
  const [, endpoint = ""] = /TableEndpoint=([^;]+)/.exec(connectionString) ?? [];
  const target = new URL(endpoint);
  let requests = 0;
  let broken = false;
  const server = createServer((incoming, outgoing) => {
    requests++;
    if (broken) return void incoming.destroy();
    const { method, headers, url: path } = incoming;
    const { hostname, port } = target;
    const onward = request({ hostname, port, method, headers, path }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.once("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const own = new URL(target.pathname, `http://127.0.0.1:${port}`);
  return {
    connectionString: connectionString.replace(endpoint, own.href),
    requests: () => requests,
    breakDown: () => {
      broken = true;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
