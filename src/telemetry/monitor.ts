import type * as OpenTelemetry from "@opentelemetry/api";

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
 * @returns sends what is left, to be called at the end
 */
export async function startMonitor(connectionString: string): Promise<() => Promise<void>> {
  const [openTelemetry, insights] = await Promise.all([
    import("@opentelemetry/api"),
    import("applicationinsights"),
  ]);
  const off = { enabled: false };
  insights.useAzureMonitor({
    azureMonitorExporterOptions: { connectionString },
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
  return insights.shutdownAzureMonitor;
}
