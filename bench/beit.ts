/**
 * A BEiT of full size, served by this service and by transformers.js behind Node's own HTTP server,
 * with the very same ONNX files: first answer after process start, milliseconds per picture, memory.
 * Rounds alternate, so that drift of the machine hits both. Run importBeit.js first.
 *
 *     node dist/bench/beit.js [FOLDER] [rounds] [pictures per round]
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Agent } from "node:http";
import { decode } from "../src/image/decode.js";
import { preprocess } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { postPicture } from "./httpClient.js";
import { concurrently, median, timed } from "./statistics.js";

const [folder = join(root, ".cache/bench"), rounds = "5", pictures = "16"] = process.argv.slice(2);
const photo = readFileSync(fixture("photos/coffee.jpg"));
const peer = join(root, "bench/peers/transformers.js");
if (!existsSync(join(peer, "node_modules")))
  spawnSync("npm", ["ci"], { cwd: peer, stdio: "inherit" });

const storage = await startTestStorage();
for (const precision of ["int8", "fp32"]) await compare(resolve(folder, precision), precision);
await storage.stop();

async function compare(model: string, precision: string): Promise<void> {
  const ours = await startServer(
    [join(root, "dist/app/localHost/main.js"), "--port", "0"],
    { MODEL_DIR: model, AzureWebJobsStorage: storage.connectionString, FUNCTIONS_HOST: "embedded" },
    "/api/classify",
  );
  const theirs = await startServer([join(peer, "server.mjs"), forPeer(model)], {}, "/");
  const bare = await openBareSession(model);

  const count = Number(pictures);
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })] as const;
  const http = ({ url }: Server, agent: Agent, width: number) =>
    timed(() => concurrently(count, width, () => postPicture(url, photo, agent)));
  const measurements: Record<string, () => Promise<number>> = {
    "bare session": () => timed(() => concurrently(count, 1, bare)),
    "this service, one client": () => http(ours, agents[0], 1),
    "this service, 4 clients": () => http(ours, agents[0], 4),
    "transformers.js, one client": () => http(theirs, agents[1], 1),
    "transformers.js, 4 clients": () => http(theirs, agents[1], 4),
  };
  const figures = new Map(Object.keys(measurements).map((name) => [name, [] as number[]]));
  for (let round = -1; round < Number(rounds); round++) {
    for (const [name, measure] of Object.entries(measurements)) {
      const milliseconds = (await measure()) / count;
      // The first round warms up.
      if (round >= 0) figures.get(name)?.push(milliseconds);
    }
  }
  for (const agent of agents) agent.destroy();

  console.log(
    `\n${precision}, ${usableCores()} threads, medians of ${rounds} rounds of ${count} pictures`,
  );
  console.log(`${"".padEnd(30)}ms per picture   to bare session`);
  const reference = median(figures.get("bare session") ?? []);
  for (const [name, values] of figures) {
    const value = median(values);
    const ratio = (value / reference).toFixed(2);
    console.log(`${name.padEnd(30)}${value.toFixed(1).padStart(14)}${ratio.padStart(18)}`);
  }
  for (const [name, server] of Object.entries({
    "this service": ours,
    "transformers.js": theirs,
  })) {
    console.log(
      `${name}: first answer ${server.firstAnswer.toFixed(0)} ms after the process started, at most ${server.peakMemory().toFixed(0)} MiB`,
    );
  }
  ours.stop();
  theirs.stop();
}

interface Server {
  readonly url: string;
  /** Milliseconds from the start of the process. */
  readonly firstAnswer: number;
  /** MiB. */
  peakMemory(): number;
  stop(): void;
}

async function startServer(
  args: string[],
  env: Record<string, string>,
  path: string,
): Promise<Server> {
  const start = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const url = await new Promise<string>((found, lost) => {
    child.once("exit", () => lost(new Error(`The server ended: ${output}`)));
    child.stdout.on("data", (text: Buffer) => {
      output += text.toString();
      const [address] = /http:\/\/[\w.]+:\d+/.exec(output) ?? [];
      if (address && output.includes("Ready.")) found(address + path);
    });
  });
  const agent = new Agent();
  await postPicture(url, photo, agent);
  return {
    url,
    firstAnswer: performance.now() - start,
    peakMemory() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    stop: () => void child.kill(),
  };
}

/** transformers.js takes a bare `size` of BEiT for the shorter edge, so for it the size is spelt out. */
function forPeer(model: string): string {
  const copy = `${model}-peer`;
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  for (const file of ["model.onnx", "model.onnx.data", "config.json"]) {
    symlinkSync(join(model, file), join(copy, file));
  }
  const config: object = JSON.parse(readFileSync(join(model, "preprocessor_config.json"), "utf8"));
  const explicit = { ...config, size: { height: 224, width: 224 } };
  writeFileSync(join(copy, "preprocessor_config.json"), JSON.stringify(explicit));
  return copy;
}

async function openBareSession(folder: string): Promise<() => Promise<unknown>> {
  const { onnxPath, preprocessor, labels } = await readModelFolder(folder);
  const limits = { pixels: 1e9, side: 1e6 };
  const pixelValues = preprocess(await decode(photo, limits), preprocessor);
  const size = { width: pixelValues.width, height: pixelValues.height };
  const session = await openSession(onnxPath, usableCores(), { size, labelCount: labels.length });
  return () => session.run(pixelValues);
}
