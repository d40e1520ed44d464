import type * as OpenTelemetry from "@opentelemetry/api";
import type { IdentitySettings } from "../azureSettings.js";
import { openIdentity } from "../identity.js";
import type { Telemetry } from "./azureMonitor.js";

/** OpenTelemetry's interface; undefined while no monitor runs: then nothing of it is loaded. */
export let api: typeof OpenTelemetry | undefined;

let begin: () => void = () => {};

/** Resolves when the monitor runs; without one it never does. */
export const monitorRuns = new Promise<void>((resolve) => {
  begin = resolve;
});

/**
 * Starts Application Insights.
 *
 * @param identity sends with it; undefined where the connection string is enough
 */
export async function startMonitor(
  connectionString: string,
  identity: IdentitySettings | undefined,
): Promise<Telemetry> {
  const [{ openTelemetry, startAzureMonitor }, credential] = await Promise.all([
    import("./azureMonitor.js"),
    identity && openIdentity(identity),
  ]);
  const telemetry = startAzureMonitor(connectionString, credential);
  // Not before: instruments that are made without a monitor stay silent for good.
  api = openTelemetry;
  begin();
  return telemetry;
}
