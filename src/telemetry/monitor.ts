import { createRequire } from "node:module";
import type * as OpenTelemetry from "@opentelemetry/api";
import { settings } from "../environment.js";

const { applicationInsights: connectionString } = settings;
const require = createRequire(import.meta.url);

/**
 * OpenTelemetry's interface; undefined unless the setting APPLICATIONINSIGHTS_CONNECTION_STRING is
 * there: then nothing of it is loaded, and nothing is paid.
 */
export const api: typeof OpenTelemetry | undefined =
  connectionString === undefined ? undefined : require("@opentelemetry/api");

/**
 * Starts Application Insights where it is wanted. It takes 0.7 s to load, and has to be there before
 * the first span: hence no dynamic import.
 *
 * @returns sends what is left, to be called at the end
 */
export function startMonitor(): () => Promise<void> {
  if (connectionString === undefined) return async () => {};
  const insights: typeof import("applicationinsights") = require("applicationinsights");
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
  return insights.shutdownAzureMonitor;
}
