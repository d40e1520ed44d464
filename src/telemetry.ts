import { createRequire } from "node:module";
import { settings } from "./environment.js";

// Application Insights takes 0.7 s to load, so it is loaded only where it is wanted, and then at
// once, before the modules that it watches: hence a synchronous require, not an import.
if (settings.applicationInsights !== undefined) {
  const require = createRequire(import.meta.url);
  const insights: typeof import("applicationinsights") = require("applicationinsights");
  insights.useAzureMonitor({
    azureMonitorExporterOptions: { connectionString: settings.applicationInsights },
  });
}
