import type * as OpenTelemetry from "@opentelemetry/api";
import { openIdentity } from "../identity.js";
import type { IdentitySettings } from "../azureSettings.js";

/** OpenTelemetry's interface; undefined while no monitor runs: then nothing of it is loaded. */
export let api: typeof OpenTelemetry | undefined;

let begin: () => void = () => {};

/** Resolves when the monitor runs; without one it never does. */
export const monitorRuns = new Promise<void>((resolve) => {
  begin = resolve;
});

export interface Telemetry {
  /** Sends what there is; whether it arrives or not, this resolves. */
  flush(): Promise<void>;
  /** Sends what is left, and ends; whether it arrives or not, this resolves. */
  stop(): Promise<void>;
}

/**
 * Starts Application Insights.
 *
 * @param identity sends with it; undefined where the connection string is enough
 */
export async function startMonitor(
  connectionString: string,
  identity: IdentitySettings | undefined,
): Promise<Telemetry> {
  const [openTelemetry, insights, credential] = await Promise.all([
    import("@opentelemetry/api"),
    import("applicationinsights"),
    identity && openIdentity(identity),
  ]);
  const off = { enabled: false };
  insights.useAzureMonitor({
    azureMonitorExporterOptions: { connectionString, ...(credential && { credential }) },
    // This service's own spans tell all; those of the libraries would tell URLs with their tokens.
    instrumentationOptions: {
      http: off,
      azureSdk: off,
      mongoDb: off,
      mySql: off,
      postgreSql: off,
      redis: off,
    },
    enablePerformanceCounters: false,
    // Whole traces or none: the library's own limit of five a second drops single spans. To sample,
    // set OpenTelemetry's OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG.
    tracesPerSecond: 0,
    samplingRatio: 1,
  });
  // Not before: instruments that are made without a monitor stay silent for good.
  api = openTelemetry;
  begin();
  return {
    flush: () => insights.flushAzureMonitor().catch(() => undefined),
    stop: () => insights.shutdownAzureMonitor().catch(() => undefined),
  };
}
