/**
 * Load time, memory and milliseconds per picture of a model's bare session, in a process of its own.
 *
 *     node dist/bench/sessionFigures.js FOLDER [pictures]
 */

import { pixelValuesSize } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { toSettings } from "../src/settings.js";
import { median, timed } from "./statistics.js";

const settings = toSettings(process.env);
const [folder = settings.modelDir, pictures = "21"] = process.argv.slice(2);
const { onnxPath, preprocessor, labels } = await readModelFolder(folder);
const size = pixelValuesSize(preprocessor) ?? { width: 224, height: 224 };
const threads = settings.inferenceThreads ?? usableCores();

const start = performance.now();
const session = await openSession(onnxPath, threads, { size, labelCount: labels.length });
const load = performance.now() - start;
const data = new Float32Array(3 * size.width * size.height);
const times: number[] = [];
for (let i = 0; i < Number(pictures); i++) {
  times.push(await timed(() => session.run({ ...size, data })));
}
const memory = process.memoryUsage().rss / 1e6;
console.log(
  `ready after ${load.toFixed(0)} ms, ${memory.toFixed(0)} MB, ${median(times).toFixed(1)} ms per picture with ${threads} threads`,
);
