import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { TestContext } from "node:test";
import { connectByString, type StorageClients } from "../../src/storage/connection.js";

/** A storage account that answers as a test says; its clients try nothing twice. */
export async function scriptedAccount(
  t: TestContext,
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<StorageClients> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("The server has no address");
  const endpoints = ["Blob", "Queue", "Table"].map(
    (service) => `${service}Endpoint=http://127.0.0.1:${address.port}/account`,
  );
  const parts = [
    "DefaultEndpointsProtocol=http",
    "AccountName=account",
    "AccountKey=a2V5",
    ...endpoints,
  ];
  return connectByString(parts.join(";"));
}
