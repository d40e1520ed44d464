/** `npm run model -- import | inspect | compare | publish`: brings models in and on their way. */

import { runSubcommand } from "./command/runSubcommand.js";

// An import needs much memory, so the modules of the other commands stay out of it.
await runSubcommand("model", "Brings models in and on their way.", {
  import: () => import("./modelImport.js"),
  inspect: () => import("./modelInspect.js"),
  compare: () => import("./modelCompare.js"),
  publish: () => import("./modelPublish.js"),
});
