/** An import that never ends: it says when its folder is half-made, then waits to be stopped. */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createFolder } from "../../src/checkpoint/stagingFolder.js";

const [target = ""] = process.argv.slice(2);
await createFolder(target, async (folder) => {
  await writeFile(join(folder, "model.onnx.data"), "the first half");
  process.stdout.write("half-made");
  await delay(60_000);
});
