import {
  startTestHost,
  startTestStorage,
  type TestHost,
  type TestStorage,
} from "../localHost/testHost.js";
import { root } from "../paths.js";
import { Connection } from "./client.js";
import { Receiver } from "./receiver.js";

const callbackKey = "the key of the test's callbacks";
const keys = { FUNCTIONS_KEY: "function-key", FUNCTIONS_MASTER_KEY: "master-key" };

/** The app, asking for keys, and a workflow's side of it. */
export interface ConnectedApp {
  readonly storage: TestStorage;
  readonly receiver: Receiver;
  /** Starts a host, which is another one each time. */
  start(): Promise<{ host: TestHost; connection: Connection; master: Connection }>;
  stop(): Promise<void>;
}

export async function connectApp(): Promise<ConnectedApp> {
  const storage = await startTestStorage();
  const receiver = new Receiver(callbackKey);
  await receiver.start();
  const settings = {
    ...keys,
    AzureWebJobsStorage: storage.connectionString,
    CALLBACK_KEY: callbackKey,
    CALLBACK_ALLOWLIST: "127.0.0.1",
    URL_PORTS: String(receiver.port),
  };
  return {
    storage,
    receiver,
    async start() {
      const flags = ["--root", root, "--auth", "--lease-seconds", "5"];
      const host = await startTestHost(settings, ...flags);
      const connection = new Connection(host.url, keys.FUNCTIONS_KEY);
      return { host, connection, master: new Connection(host.url, keys.FUNCTIONS_MASTER_KEY) };
    },
    async stop() {
      receiver.stop();
      await storage.stop();
    },
  };
}
