/** `npm run model -- import | inspect | compare | publish`: commands for model folders. */

import { runSubcommand } from "./command/runSubcommand.js";

// An import needs much memory, so the modules of the other commands stay out of it.
await runSubcommand("model", "Imports, inspects, compares and publishes models.", {
  import: () => import("./modelImport.js"),
  inspect: () => import("./modelInspect.js"),
  compare: () => import("./modelCompare.js"),
  publish: () => import("./modelPublish.js"),
});
