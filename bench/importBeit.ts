/**
 * The whole way of a BEiT of full size: from a hub (that asks for a token, redirects, and cuts the
 * connection once) through the import in each precision to a session. Needs 2 GB of disk.
 *
 *     node dist/bench/importBeit.js [FOLDER]
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { precisions } from "../src/checkpoint/beit/precision.js";
import { startHub } from "../test/checkpoint/hub/hubServer.js";
import { root } from "../test/paths.js";

const [folder = join(root, ".cache/bench")] = process.argv.slice(2);
const checkpoint = join(folder, "beit-random");
const script = (name: string): string => join(root, "dist", name);

if (!existsSync(join(checkpoint, "preprocessor_config.json"))) {
  await run([script("bench/writeCheckpoint.js"), checkpoint]);
}
const names = ["config.json", "preprocessor_config.json", "model.safetensors"];
const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(checkpoint, name))]));
const hub = await startHub({ files, token: "hf_bench" });
hub.cuts.push(100_000_000);

const cache = join(folder, "cache");
rmSync(cache, { recursive: true, force: true });
for (const precision of precisions) {
  const out = join(folder, precision);
  rmSync(out, { recursive: true, force: true });
  console.log(`\n${precision}`);
  const variables = { HF_ENDPOINT: hub.endpoint, HF_TOKEN: "hf_bench" };
  const options = [
    "--expose-gc",
    `--import=${new URL("resourceUsage.js", import.meta.url).href}`,
    script("src/cli/model.js"),
    "import",
    "owner/name",
    `--precision=${precision}`,
    `--cache=${cache}`,
    `--out=${out}`,
  ];
  await run(options, variables);
  await run([script("bench/sessionFigures.js"), out]);
}
console.log(`\nMODEL_DIR=${join(folder, "int8")} node dist/bench/latency.js goes on from here.`);
await hub.close();

async function run(args: string[], variables: Record<string, string> = {}): Promise<void> {
  const env = { ...process.env, ...variables };
  const [code] = await once(spawn(process.execPath, args, { env, stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`${args.join(" ")}: exit code ${code}`);
}
