/**
 * Wraps the Application Insights library. It is slow to load, so it loads only if telemetry is on.
 */

import * as openTelemetry from "@opentelemetry/api";
import type { TokenCredential } from "@azure/core-auth";
import { flushAzureMonitor, shutdownAzureMonitor, useAzureMonitor } from "applicationinsights";

export { openTelemetry };

export interface Telemetry {
  /** Sends the buffered telemetry. Resolves even if sending fails. */
  flush(): Promise<void>;
  /** Sends the buffered telemetry and stops. Resolves even if sending fails. */
  stop(): Promise<void>;
}

/**
 * Starts the exporters.
 *
 * @param credential identity for sending; undefined if the connection string is enough
 */
export function startAzureMonitor(
  connectionString: string,
  credential: TokenCredential | undefined,
): Telemetry {
  const off = { enabled: false };
  useAzureMonitor({
    azureMonitorExporterOptions: { connectionString, ...(credential && { credential }) },
    // The spans of this service are enough. Those of libraries would contain URLs with tokens.
    instrumentationOptions: {
      http: off,
      azureSdk: off,
      mongoDb: off,
      mySql: off,
      postgreSql: off,
      redis: off,
    },
    enablePerformanceCounters: false,
    // The library's default limit of five traces per second drops single spans. To sample whole
    // traces, set OTEL_TRACES_SAMPLER and OTEL_TRACES_SAMPLER_ARG of OpenTelemetry.
    tracesPerSecond: 0,
    samplingRatio: 1,
  });
  return {
    flush: () => flushAzureMonitor().catch(() => undefined),
    stop: () => shutdownAzureMonitor().catch(() => undefined),
  };
}
