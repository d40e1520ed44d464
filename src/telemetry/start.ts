import type { app } from "@azure/functions";
import type { TelemetrySettings } from "../azureSettings.js";
import { traceInvocations } from "./invocations.js";
import type { Telemetry } from "./azureMonitor.js";
import { startMonitor } from "./monitor.js";

/**
 * Turns telemetry on where a connection string of Application Insights is given; without one nothing
 * is loaded. The first span needs the monitor, so whoever registers functions awaits this.
 *
 */
export async function startTelemetry(
  functions: Pick<typeof app, "hook">,
  { connectionString, identity }: TelemetrySettings,
): Promise<Telemetry> {
  if (connectionString === undefined) return { flush: async () => {}, stop: async () => {} };
  // Before the monitor, whose own hook would put the host's trace within this one.
  traceInvocations(functions);
  return startMonitor(connectionString, identity);
}
