import type { app } from "@azure/functions";
import { traceInvocations } from "./invocations.js";
import { startMonitor } from "./monitor.js";

/**
 * Turns telemetry on where a connection string of Application Insights is given; without one nothing
 * is loaded. The first span needs the monitor, so whoever registers functions awaits this.
 *
 * @returns sends what is left, to be called at the end
 */
export async function startTelemetry(
  functions: Pick<typeof app, "hook">,
  connectionString: string | undefined,
): Promise<() => Promise<void>> {
  if (connectionString === undefined) return async () => {};
  // Before the monitor, whose own hook would put the host's trace within this one.
  traceInvocations(functions);
  return startMonitor(connectionString);
}
