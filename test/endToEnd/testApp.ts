import assert from "node:assert/strict";
import {
  startTestHost,
  startTestStorage,
  type TestHost,
  type TestStorage,
} from "../localHost/testHost.js";
import { within } from "../deadline.js";
import { root } from "../paths.js";

/** The built app in a host of its own, on storage of its own. */
export interface TestApp {
  readonly host: TestHost;
  readonly storage: TestStorage;
  /** Ends both; the host must end well. */
  stop(): Promise<void>;
}

/**
 * @param settings app settings that differ from the defaults
 * @param start what starts the host
 */
export async function startTestApp(
  settings: Record<string, string> = {},
  start = (env: Record<string, string>): Promise<TestHost> => startTestHost(env, "--root", root),
): Promise<TestApp> {
  const storage = await within(30, "The start of Azurite", startTestStorage());
  const environment = { AzureWebJobsStorage: storage.connectionString, ...settings };
  const host = await start(environment);
  return {
    host,
    storage,
    async stop() {
      const code = await within(60, "The end of the host", host.stop());
      await storage.stop();
      assert.equal(code, 0);
    },
  };
}
