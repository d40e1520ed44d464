import type { app } from "@azure/functions";
import type { TelemetrySettings } from "../azureSettings.js";
import type { Telemetry } from "./azureMonitor.js";
import { traceInvocations } from "./invocations.js";
import { startMonitor } from "./monitor.js";

const silent: Telemetry = { flush: async () => {}, stop: async () => {} };

/**
 * Starts telemetry if there is a connection string of Application Insights. Otherwise it loads
 * nothing. Await this before any function runs, because the first span needs the monitor. The service
 * works without telemetry, so a failure to start it is written to the error output only.
 */
export async function startTelemetry(
  functions: Pick<typeof app, "hook">,
  { connectionString, identity }: TelemetrySettings,
): Promise<Telemetry> {
  if (connectionString === undefined) return silent;
  // This comes before the monitor, whose hook would otherwise nest the host's trace in this one.
  traceInvocations(functions);
  try {
    return await startMonitor(connectionString, identity);
  } catch (error) {
    console.error(`Telemetry is off: ${error instanceof Error ? error.message : "unknown reason"}`);
    return silent;
  }
}
