/**
 * Azurite as a child of this project's processes: it stops when its parent lets it go, and also when
 * the parent dies, because the channel between them closes then.
 */

import { createRequire } from "node:module";

process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// After the parent's death nobody reads, which must not keep Azurite from saving its data.
process.stdout.on("error", () => {});
process.stderr.on("error", () => {});

createRequire(import.meta.url)("azurite/dist/src/azurite.js");
