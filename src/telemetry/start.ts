import type { app } from "@azure/functions";
import type { TelemetrySettings } from "../azureSettings.js";
import { traceInvocations } from "./invocations.js";
import type { Telemetry } from "./azureMonitor.js";
import { startMonitor } from "./monitor.js";

/**
 * Starts telemetry if there is a connection string of Application Insights. Otherwise it loads
 * nothing. Await this before any function runs, because the first span needs the monitor.
 */
export async function startTelemetry(
  functions: Pick<typeof app, "hook">,
  { connectionString, identity }: TelemetrySettings,
): Promise<Telemetry> {
  if (connectionString === undefined) return { flush: async () => {}, stop: async () => {} };
  // This comes before the monitor, whose hook would otherwise nest the host's trace in this one.
  traceInvocations(functions);
  return startMonitor(connectionString, identity);
}
