import { createRequire } from "node:module";
import type * as OpenTelemetry from "@opentelemetry/api";
import { settings } from "../environment.js";

/** Application Insights as it runs in this process. */
interface Monitor {
  readonly api: typeof OpenTelemetry;
  /** Sends what is left. */
  readonly shutdown: () => Promise<void>;
}

/**
 * Undefined unless the setting APPLICATIONINSIGHTS_CONNECTION_STRING is there: then nothing of it is
 * loaded, and nothing is paid.
 */
export const monitor: Monitor | undefined =
  settings.applicationInsights === undefined ? undefined : start(settings.applicationInsights);

function start(connectionString: string): Monitor {
  // It takes 0.7 s to load, and has to be there before the first span: hence no dynamic import.
  const require = createRequire(import.meta.url);
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
  });
  return { api: require("@opentelemetry/api"), shutdown: insights.shutdownAzureMonitor };
}
