import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A storage account that can go away. */
export interface FragileStorage {
  readonly connectionString: string;
  /** Breaks all connections and takes no new ones for this time. */
  outage(milliseconds: number): void;
  close(): void;
}

/** Puts a relay in front of each service of an account. */
export async function makeFragile(connectionString: string): Promise<FragileStorage> {
  const sockets = new Set<Socket>();
  const servers: Server[] = [];
  let downUntil = 0;
  const relay = async (port: number): Promise<number> => {
    const server = createServer((inner) => {
      if (performance.now() < downUntil) return void inner.destroy();
      const outer = connect(port, "127.0.0.1");
      for (const [from, to] of [
        [inner, outer],
        [outer, inner],
      ] as const) {
        sockets.add(from);
        from.pipe(to);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          sockets.delete(from);
          to.destroy();
        });
      }
    });
    servers.push(server.listen(0, "127.0.0.1"));
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const ports = [...connectionString.matchAll(/:(\d+)\//g)].map(([, port]) => Number(port));
  let fragile = connectionString;
  for (const port of ports) fragile = fragile.replace(`:${port}/`, `:${await relay(port)}/`);
  return {
    connectionString: fragile,
    outage(milliseconds) {
      downUntil = performance.now() + milliseconds;
      for (const socket of sockets) socket.destroy();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      for (const server of servers) server.close();
    },
  };
}
