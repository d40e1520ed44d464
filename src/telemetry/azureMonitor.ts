/** Application Insights' library. It takes as long to load as all else: only where it is wanted. */

import * as openTelemetry from "@opentelemetry/api";
import type { TokenCredential } from "@azure/core-auth";
import { flushAzureMonitor, shutdownAzureMonitor, useAzureMonitor } from "applicationinsights";

export { openTelemetry };

export interface Telemetry {
  /** Sends what there is; whether it arrives or not, this resolves. */
  flush(): Promise<void>;
  /** Sends what is left, and ends; whether it arrives or not, this resolves. */
  stop(): Promise<void>;
}

/** @param credential sends with it; undefined where the connection string is enough */
export function startAzureMonitor(
  connectionString: string,
  credential: TokenCredential | undefined,
): Telemetry {
  const off = { enabled: false };
  useAzureMonitor({
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
  return {
    flush: () => flushAzureMonitor().catch(() => undefined),
    stop: () => shutdownAzureMonitor().catch(() => undefined),
  };
}
