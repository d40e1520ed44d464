/**
 * A BEiT of full size, served by this service and by transformers.js behind Node's own HTTP server:
 * load time, memory, first answer after process start, milliseconds per picture. transformers.js
 * gets the very same ONNX files, and its default, what Optimum exports, where FOLDER has that:
 *
 *     node dist/bench/importBeit.js [FOLDER]
 *     pip install optimum-onnx==0.1.0 torch==2.13.0 onnxruntime
 *     optimum-cli export onnx --task image-classification --model FOLDER/beit-random FOLDER/exported
 *     node dist/bench/beit.js [FOLDER] [rounds] [pictures per round]
 *
 * Rounds alternate, so that drift of the machine hits all of them.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { Agent } from "node:http";
import { join, resolve } from "node:path";
import { decode } from "../src/image/decode.js";
import { preprocess } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { postPicture } from "./httpClient.js";
import { startImageServer, type ImageServer } from "./imageServer.js";
import { concurrently, median, timed } from "./statistics.js";

const [folder = join(root, ".cache/bench"), rounds = "5", pictures = "16"] = process.argv.slice(2);
/** Starts of each process, of which the median counts. */
const STARTS = 5;
const photo = readFileSync(fixture("photos/coffee.jpg"));
const peer = join(root, "bench/peers/transformers.js");
if (!existsSync(join(peer, "node_modules")))
  spawnSync("npm", ["ci"], { cwd: peer, stdio: "inherit" });

const storage = await startTestStorage();
const exported = resolve(folder, "exported");
for (const precision of ["int8", "fp32"]) await compare(resolve(folder, precision), precision);
await storage.stop();

async function compare(model: string, precision: string): Promise<void> {
  console.log(`\n${precision}, ${usableCores()} threads`);
  const figures = join(root, "dist/bench/sessionFigures.js");
  spawnSync(process.execPath, [figures, model], { stdio: "inherit" });

  const starts: Record<string, () => Promise<ImageServer>> = {
    "this service": () => startThisService(model),
    "transformers.js": () => startTransformers(model),
    ...(existsSync(exported) && {
      "transformers.js, exported": () => startTransformers(exported),
    }),
  };
  const servers = new Map<string, ImageServer>();
  for (const [name, start] of Object.entries(starts)) {
    const firstAnswers: number[] = [];
    for (let i = 0; i < STARTS; i++) {
      await servers.get(name)?.stop();
      const server = await start();
      servers.set(name, server);
      firstAnswers.push(server.firstAnswer);
    }
    console.log(`${name.padEnd(30)}first answer after ${median(firstAnswers).toFixed(0)} ms`);
  }
  await comparePaces(model, servers);
  for (const [name, server] of servers) {
    console.log(`${name.padEnd(30)}at most ${server.peakMemory().toFixed(0)} MB`);
    await server.stop();
  }
}

async function comparePaces(model: string, servers: Map<string, ImageServer>): Promise<void> {
  const count = Number(pictures);
  const bare = await openBareSession(model);
  const measurements = new Map([["bare session", () => concurrently(count, 1, bare)]]);
  const agent = new Agent({ keepAlive: true });
  for (const [name, { url }] of servers) {
    for (const clients of [1, 4]) {
      const post = () => concurrently(count, clients, () => postPicture(url, photo, agent));
      measurements.set(`${name}, ${clients} client${clients === 1 ? "" : "s"}`, post);
    }
  }
  const figures = new Map([...measurements.keys()].map((name) => [name, [] as number[]]));
  for (let round = -1; round < Number(rounds); round++) {
    for (const [name, measure] of measurements) {
      const milliseconds = (await timed(measure)) / count;
      // The first round warms up.
      if (round >= 0) figures.get(name)?.push(milliseconds);
    }
  }
  agent.destroy();
  console.log(`Medians of ${rounds} rounds of ${count} pictures`);
  console.log(`${"".padEnd(36)}ms per picture   to bare session`);
  const reference = median(figures.get("bare session") ?? []);
  for (const [name, values] of figures) {
    const value = median(values);
    const ratio = (value / reference).toFixed(2);
    console.log(`${name.padEnd(36)}${value.toFixed(1).padStart(14)}${ratio.padStart(18)}`);
  }
}

function startThisService(model: string): Promise<ImageServer> {
  return startImageServer(
    (port) => [join(root, "dist/app/localHost/main.js"), "--port", port],
    { MODEL_DIR: model, AzureWebJobsStorage: storage.connectionString, FUNCTIONS_HOST: "embedded" },
    "/api/classify",
    photo,
  );
}

function startTransformers(model: string): Promise<ImageServer> {
  const folder = forPeer(model);
  return startImageServer((port) => [join(peer, "server.mjs"), folder, port], {}, "/", photo);
}

/** transformers.js takes a bare `size` of BEiT for the shorter edge, so for it the size is spelt out. */
function forPeer(model: string): string {
  const copy = `${model}-peer`;
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy);
  for (const file of ["model.onnx", "model.onnx.data", "config.json"]) {
    if (existsSync(join(model, file))) symlinkSync(join(model, file), join(copy, file));
  }
  const original = resolve(folder, "fp32/preprocessor_config.json");
  const config: object = JSON.parse(readFileSync(original, "utf8"));
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
