import type { app } from "@azure/functions";
import type { TelemetrySettings } from "../azureSettings.js";
import type { Telemetry } from "./azureMonitor.js";
import { traceInvocations } from "./invocations.js";
import { expectMonitor, startMonitor } from "./monitor.js";
import { Quiet } from "./quiet.js";

const silent: Telemetry = { flush: async () => {}, stop: async () => {} };

/**
 * Starts telemetry if there is a connection string of Application Insights. The library takes longer to
 * load than a picture to classify, so it loads after the first answers; until then their spans and
 * metrics are kept. The service works without telemetry, so a failure to start it is written to the
 * error output only.
 */
export function startTelemetry(
  functions: Pick<typeof app, "hook">,
  { connectionString, identity }: TelemetrySettings,
): Telemetry {
  if (connectionString === undefined) return silent;
  expectMonitor();
  let started: Promise<Telemetry> | undefined;
  const start = (): Promise<Telemetry> =>
    (started ??= startMonitor(connectionString, identity).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : "unknown reason";
      console.error(`Telemetry is off: ${reason}`);
      return silent;
    }));
  // This comes before the monitor, whose hook would otherwise nest the host's trace in this one.
  traceInvocations(functions, new Quiet(() => void start()));
  return {
    flush: async () => (await start()).flush(),
    stop: async () => (await start()).stop(),
  };
}
