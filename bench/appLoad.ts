/**
 * How long the app's code takes to load in a new process, as in Azure's worker: the median of runs.
 *
 *     npm run package
 *     node dist/bench/appLoad.js [runs]
 */

import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installFunctionsCore } from "../src/localHost/functionsCore.js";
import { root } from "../test/paths.js";
import { median, timed } from "./statistics.js";

const [runs = "7"] = process.argv.slice(2);
if (runs === "once") {
  installFunctionsCore();
  const app = pathToFileURL(join(root, "dist/package/dist/app/functions/index.js")).href;
  console.log(await timed(() => import(app)));
  process.exit(0);
}
// Without a model and storage nothing else is loaded beside it.
const env = {
  ...process.env,
  MODEL_DIR: "none",
  AzureWebJobsStorage: "UseDevelopmentStorage=true",
};
const times = Array.from({ length: Number(runs) + 1 }, () =>
  Number(spawnSync(process.execPath, [fileURLToPath(import.meta.url), "once"], { env }).stdout),
);
// The first fills the page cache.
console.log(`The app's code loads in ${median(times.slice(1)).toFixed(0)} ms`);
