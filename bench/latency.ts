/**
 * Milliseconds per picture of each layer, as ratios to the bare ONNX session: what the service adds
 * to the model. Rounds of all layers follow each other, so that drift of the machine hits all alike.
 *
 *     node dist/bench/latency.js [rounds] [pictures per round]
 */

import { readFileSync } from "node:fs";
import { Classifier } from "../src/classifier.js";
import { decode } from "../src/image/decode.js";
import { preprocess } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { toSettings } from "../src/settings.js";
import { startTestHost, startTestStorage } from "../test/localHost/testHost.js";
import { fixture, root } from "../test/paths.js";
import { concurrently, median, timed } from "./statistics.js";

const settings = toSettings(process.env);
const [rounds = 7, pictures = 40] = process.argv.slice(2).map(Number);
const photo = readFileSync(fixture("photos/coffee.jpg"));
const threads = settings.inferenceThreads ?? usableCores();

const model = await readModelFolder(settings.modelDir);
const pixelValues = preprocess(
  await decode(photo, { pixels: settings.maxImagePixels, side: settings.maxImageSide }),
  model.preprocessor,
);
const size = { width: pixelValues.width, height: pixelValues.height };
const labelCount = model.labels.length;
const session = await openSession(model.onnxPath, threads, { size, labelCount });

const classifier = new Classifier(settings);
await classifier.model();

const storage = await startTestStorage();
const environment = { AzureWebJobsStorage: storage.connectionString, MODEL_DIR: settings.modelDir };
const host = await startTestHost(environment, "--root", root);

async function post(): Promise<void> {
  const answer = await fetch(`${host.url}/api/classify`, { method: "POST", body: photo });
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}`);
  await answer.arrayBuffer();
}

const layers: Record<string, () => Promise<unknown>> = {
  "bare session": () => concurrently(pictures, 1, () => session.run(pixelValues)),
  "core, one by one": () =>
    concurrently(pictures, 1, () => classifier.classify(Buffer.from(photo), { topK: 5 })),
  "core, 8 side by side": () =>
    concurrently(pictures, 8, () => classifier.classify(Buffer.from(photo), { topK: 5 })),
  "HTTP, one by one": () => concurrently(pictures, 1, post),
  "HTTP, 8 clients": () => concurrently(pictures, 8, post),
};

const figures = new Map(Object.keys(layers).map((name) => [name, [] as number[]]));
for (let round = -1; round < rounds; round++) {
  for (const [name, layer] of Object.entries(layers)) {
    const milliseconds = (await timed(layer)) / pictures;
    // The first round warms up.
    if (round >= 0) figures.get(name)?.push(milliseconds);
  }
}

const bare = median(figures.get("bare session") ?? []);
console.log(
  `${model.name}, ${threads} threads, ${rounds} rounds of ${pictures} pictures (600 × 400 JPEG)`,
);
console.log(`${"".padEnd(22)}ms per picture   ratio`);
for (const [name, values] of figures) {
  const value = median(values);
  console.log(
    `${name.padEnd(22)}${value.toFixed(2).padStart(14)}${(value / bare).toFixed(2).padStart(8)}`,
  );
}

await host.stop();
await storage.stop();
await classifier.close();
