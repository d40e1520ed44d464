import type * as OpenTelemetry from "@opentelemetry/api";
import type { IdentitySettings } from "../azureSettings.js";
import { openIdentity } from "../identity.js";
import type { Telemetry } from "./azureMonitor.js";

/** The API of OpenTelemetry. It is undefined, and not loaded, until a monitor runs. */
export let api: typeof OpenTelemetry | undefined;

let begin: () => void = () => {};

/** Resolves when the monitor runs. It never resolves if telemetry is off. */
export const monitorRuns = new Promise<void>((resolve) => {
  begin = resolve;
});

/**
 * Starts Application Insights.
 *
 * @param identity identity for sending; undefined if the connection string is enough
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
  // This must come last: instruments created before the monitor never record anything.
  api = openTelemetry;
  begin();
  return telemetry;
}
