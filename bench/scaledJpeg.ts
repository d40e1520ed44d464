/**
 * What JPEG_DECODE=scaled changes: each photo of a folder, made as large as a phone's (4032 pixels on the
 * longer side), is scored with both kinds of decoding.
 *
 *     node dist/bench/scaledJpeg.js PHOTOS [MODEL_DIR]
 */

import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import sharp from "sharp";
import { open } from "../src/image/decode.js";
import { pixelValuesSize } from "../src/image/preprocess.js";
import { prepare } from "../src/image/prepare.js";
import { usableCores } from "../src/inference/cores.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession } from "../src/inference/session.js";
import { toScores } from "../src/labels/scores.js";
import { topK } from "../src/labels/topK.js";

const [photos = "", folder = "model/efficientnet-lite0"] = process.argv.slice(2);
const model = await readModelFolder(resolve(folder));
const contract = { size: pixelValuesSize(model.preprocessor), labelCount: model.labels.length };
const session = await openSession(model.onnxPath, usableCores(), contract);
const limits = { pixels: 50_000_000, side: 20_000 };
const files = (await readdir(photos, { recursive: true })).filter((file) => /\.jpe?g$/i.test(file));

const differences: number[] = [];
let same = 0;
for (const file of files) {
  const large = await sharp(await readFile(join(photos, file)))
    .autoOrient()
    .resize({ width: 4032, height: 4032, fit: "inside", kernel: "lanczos3" })
    .jpeg({ quality: 92 })
    .toBuffer();
  const exact = await score(large, "exact");
  const scaled = await score(large, "scaled");
  if (exact.best === scaled.best) same++;
  const difference = exact.scores.map((value, i) => Math.abs(value - (scaled.scores[i] ?? 0)));
  differences.push(Math.max(...difference));
}
const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
console.log(`${files.length} photos, ${model.name}: the best label stays for ${same}`);
console.log(
  `largest difference of a probability in a picture: ${mean.toFixed(4)} on average, ${Math.max(...differences).toFixed(4)} at most`,
);
console.log();

async function score(bytes: Uint8Array, jpegDecode: "exact" | "scaled") {
  const { pixelValues } = await prepare(await open(bytes, limits), model.preprocessor, jpegDecode);
  const scores = toScores(await session.run(pixelValues), model.scoreFunction);
  const [best] = topK(scores, 1);
  return { scores, best };
}
