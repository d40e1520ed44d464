/**
 * Where the milliseconds of a picture go: each part measured alone, and what the service takes over
 * HTTP with one and with four clients, with the processor time of its process. Rounds of all follow each
 * other, so that drift of the machine hits all alike.
 *
 *     node dist/bench/overhead.js [MODEL_DIR] [small|phone] [rounds] [pictures per round]
 *
 * `phone` is the photo made as large as a phone's, 4032 × 3024; a third host decodes it scaled.
 */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { resolve } from "node:path";
import sharp from "sharp";
import { Classifier } from "../src/classifier.js";
import { decode } from "../src/image/decode.js";
import { preprocess } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { toSettings } from "../src/settings.js";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { postPicture } from "./httpClient.js";
import { concurrently, median, timed } from "./statistics.js";

const [folder = "model/efficientnet-lite0", kind = "small", rounds = "7", count = "30"] =
  process.argv.slice(2);
const settings = toSettings({ ...process.env, MODEL_DIR: resolve(folder) });
const limits = { pixels: settings.maxImagePixels, side: settings.maxImageSide };
const small = readFileSync(fixture("photos/coffee.jpg"));
const phone = { width: 4032, height: 3024, fit: "fill" } as const;
const photo =
  kind === "phone" ? await sharp(small).resize(phone).jpeg({ quality: 95 }).toBuffer() : small;
const pictures = Number(count);
const cores = usableCores();

const model = await readModelFolder(settings.modelDir);
const image = await decode(photo, limits);
const pixelValues = preprocess(image, model.preprocessor);
const size = { width: pixelValues.width, height: pixelValues.height };
const session = await openSession(model.onnxPath, cores, { size, labelCount: model.labels.length });
const classifier = new Classifier(settings);
await classifier.model();

const storage = await startTestStorage();
const environment = { AzureWebJobsStorage: storage.connectionString, MODEL_DIR: settings.modelDir };
const host = await startTestHost(environment, "--root", root);
const scaled =
  kind === "phone"
    ? await startTestHost({ ...environment, JPEG_DECODE: "scaled" }, "--root", root)
    : undefined;
const empty = await startEmptyServer();
const agent = new Agent({ keepAlive: true });

const stages = { decode: [] as number[], preprocess: [] as number[], inference: [] as number[] };
const classify = async (): Promise<void> => {
  const { timings } = await classifier.classify(Buffer.from(photo), { topK: 5 });
  for (const [name, of] of Object.entries(stages)) {
    of.push(timings[name === "decode" || name === "preprocess" ? name : "inference"]);
  }
};
const post = (address: string) => () => postPicture(address, photo, agent);
const toService = post(`${host.url}/api/classify`);
const layers: Record<string, () => Promise<unknown>> = {
  decode: () => concurrently(pictures, 1, () => decode(photo, limits)),
  preprocess: () => concurrently(pictures, 1, async () => preprocess(image, model.preprocessor)),
  session: () => concurrently(pictures, 1, () => session.run(pixelValues)),
  "empty handler": () => concurrently(pictures, 1, post(empty.url)),
  core: () => concurrently(pictures, 1, classify),
  "one client": () => concurrently(pictures, 1, toService),
  "four clients": () => concurrently(pictures, 4, toService),
  ...(scaled && {
    "four clients, scaled": () => concurrently(pictures, 4, post(`${scaled.url}/api/classify`)),
  }),
};

const times = new Map(Object.keys(layers).map((name) => [name, [] as number[]]));
const processor = new Map(Object.keys(layers).map((name) => [name, [] as number[]]));
for (let round = -1; round < Number(rounds); round++) {
  for (const [name, layer] of Object.entries(layers)) {
    const watched = name.endsWith("scaled") ? scaled : host;
    const isService = name.includes("client");
    const before = isService ? hostTime(watched?.process.pid) : ownTime();
    const milliseconds = (await timed(layer)) / pictures;
    const cpu = ((isService ? hostTime(watched?.process.pid) : ownTime()) - before) / pictures;
    // The first round warms up.
    if (round < 0) continue;
    times.get(name)?.push(milliseconds);
    processor.get(name)?.push(cpu);
  }
}
report();
agent.destroy();
empty.stop();
await Promise.all([host.stop(), scaled?.stop(), classifier.close()]);
await storage.stop();

function report(): void {
  const ms = (name: string): number => median(times.get(name) ?? []);
  const cpu = (name: string): number => median(processor.get(name) ?? []);
  const inService = (name: keyof typeof stages): number => median(stages[name]);
  const parts = ms("decode") + ms("preprocess") + ms("session") + ms("empty handler");
  const besideSession = ms("decode") + ms("preprocess") + ms("empty handler");
  const shared = ms("session") + besideSession / cores;
  const partsCpu = ["decode", "preprocess", "session"].reduce((sum, name) => sum + cpu(name), 0);
  const sum = inService("decode") + inService("preprocess") + inService("inference");
  const rows: [string, number][] = [
    ["empty handler, the same client and body", ms("empty handler")],
    ["decode, alone", ms("decode")],
    ["decode, in the service", inService("decode")],
    ["preprocess, alone", ms("preprocess")],
    ["preprocess, in the service", inService("preprocess")],
    ["session, alone", ms("session")],
    ["session, in the service", inService("inference")],
    ["queue, hops and ranking", ms("core") - sum],
    ["HTTP in and out", ms("one client") - ms("core")],
    ["all, one client", ms("one client")],
  ];
  console.log(`${model.name}, ${kind} photo of ${photo.length} bytes, ${cores} cores`);
  for (const [name, value] of rows)
    console.log(`${name.padEnd(42)}${value.toFixed(2).padStart(8)}`);
  const ratio = (what: string, value: number): void => console.log(`${what}: ${value.toFixed(2)}`);
  ratio("one client ÷ the parts", ms("one client") / parts);
  ratio("four clients ÷ (session + other parts ÷ cores)", ms("four clients") / shared);
  ratio("four clients ÷ all parts ÷ cores", (ms("four clients") * cores) / (partsCpu || 1));
  ratio("processor time of four clients ÷ of the parts", cpu("four clients") / partsCpu);
  if (scaled)
    ratio("exact ÷ scaled, four clients", ms("four clients") / ms("four clients, scaled"));
}

function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Milliseconds of processor time, from Linux' proc file system, which counts in hundredths of a second. */
function hostTime(pid: number | undefined): number {
  const fields =
    readFileSync(`/proc/${pid ?? 0}/stat`, "utf8")
      .split(") ")[1]
      ?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** A server in a process of its own that reads the body and answers at once. */
async function startEmptyServer(): Promise<{ url: string; stop: () => void }> {
  const code = `require("node:http").createServer((req, res) => req.resume().on("end", () => res.end("[]")))
    .listen(0, "127.0.0.1", function () { console.log(this.address().port) })`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "inherit"] });
  const [port]: unknown[] = await once(child.stdout, "data");
  return { url: `http://127.0.0.1:${String(port).trim()}/`, stop: () => void child.kill() };
}
