/**
 * Compares explanations with occlusion: at each of 7 × 7 places of a picture a square is covered with
 * grey, and the label's logit falls the more, the more that place spoke for it. The squares are as wide as
 * a place, and three times as wide. Spearman's correlation of both, of 50 pictures, for the model's own
 * classifier and each head of its folder.
 *
 *     node dist/bench/explain.js MODEL PICTURES
 */

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { decode } from "../src/image/decode.js";
import { pixelValuesSize, preprocess, type PixelValues } from "../src/image/preprocess.js";
import { usableCores } from "../src/inference/cores.js";
import { explain } from "../src/inference/explain.js";
import { applyHead, type ClassifierHead } from "../src/inference/heads.js";
import { readModelFolder } from "../src/inference/modelFolder.js";
import { openSession, type SessionOutputs } from "../src/inference/session.js";
import { topK } from "../src/labels/topK.js";
import { quantile } from "./statistics.js";

const SIDE = 7;
const PICTURES = 50;
/** Sides of the squares, in places. */
const SIZES = [1, 3];

const [folder = "", pictures = ""] = process.argv.slice(2);
const model = await readModelFolder(folder);
const { onnxPath, preprocessor, labels } = model;
const contract = { size: pixelValuesSize(preprocessor), labelCount: labels.length };
const session = await openSession(onnxPath, usableCores(), contract);
const classifiers = [undefined, ...model.heads.values()];
const correlations = classifiers.map(() => SIZES.map((): number[] => []));

for (const path of await somePictures(pictures)) {
  const image = await decode(await readFile(path), { pixels: 50e6, side: 20_000 });
  const pixelValues = preprocess(image, preprocessor);
  const outputs = await session.runAll(copy(pixelValues), true);
  const covered: SessionOutputs[][] = [];
  for (const size of SIZES) {
    const ofSize: SessionOutputs[] = [];
    for (let place = 0; place < SIDE ** 2; place++) {
      ofSize.push(await session.runAll(cover(pixelValues, place, size)));
    }
    covered.push(ofSize);
  }
  const { width, height } = image;
  const inference = {
    ...outputs,
    width,
    height,
    timings: { decode: 0, preprocess: 0, inference: 0 },
  };
  classifiers.forEach((head, i) => {
    const logits = logitsOf(outputs, head);
    const [best = 0] = topK(logits, 1);
    const grid = resample(explain(model, inference, head).grid);
    covered.forEach((ofSize, size) => {
      const drops = ofSize.map((less) => (logits[best] ?? 0) - (logitsOf(less, head)[best] ?? 0));
      correlations[i]?.[size]?.push(spearman(grid, drops));
    });
  });
}
classifiers.forEach((head, i) => {
  SIZES.forEach((size, at) => {
    const of = (share: number): string => quantile(correlations[i]?.[at] ?? [], share).toFixed(2);
    const name = head ? `head ${head.name}` : "own classifier";
    const square = `squares of ${size} × ${size} places`;
    console.log(`${name}, ${square}: median ${of(0.5)}, quartiles ${of(0.25)} and ${of(0.75)}`);
  });
});

/** Pictures of the folder, evenly spaced. */
async function somePictures(from: string): Promise<string[]> {
  const files = (await readdir(from, { recursive: true })).toSorted();
  const found = files.filter((file) => /\.(jpe?g|png|webp)$/i.test(file));
  const step = Math.max(1, found.length / PICTURES);
  const count = Math.min(PICTURES, found.length);
  return Array.from({ length: count }, (_, i) => join(from, found[Math.floor(i * step)] ?? ""));
}

function copy({ width, height, data }: PixelValues): PixelValues {
  return { width, height, data: data.slice() };
}

/** The picture with a grey square around one place; grey is nearly 0 after normalising. */
function cover(pixelValues: PixelValues, place: number, size: number): PixelValues {
  const { width, height, data } = copy(pixelValues);
  const rows = span(Math.floor(place / SIDE), size, height);
  const columns = span(place % SIDE, size, width);
  for (let plane = 0; plane < 3; plane++) {
    for (let y = rows.from; y < rows.to; y++) {
      const start = (plane * height + y) * width;
      data.fill(0, start + columns.from, start + columns.to);
    }
  }
  return { width, height, data };
}

/** Pixels of a square along one axis. */
function span(place: number, size: number, length: number): { from: number; to: number } {
  const margin = (size - 1) / 2;
  const edge = (at: number): number =>
    Math.min(length, Math.max(0, Math.round((at * length) / SIDE)));
  return { from: edge(place - margin), to: edge(place + 1 + margin) };
}

function logitsOf({ logits, features }: SessionOutputs, head?: ClassifierHead): Float32Array {
  return head && features ? applyHead(head, features) : logits;
}

/** The cells of the grid at the middle of each part. */
function resample(grid: readonly (readonly number[])[]): number[] {
  return Array.from({ length: SIDE ** 2 }, (_, part) => {
    const [row, column] = [Math.floor(part / SIDE), part % SIDE];
    const line = grid[Math.floor(((row + 0.5) * grid.length) / SIDE)] ?? [];
    return line[Math.floor(((column + 0.5) * line.length) / SIDE)] ?? 0;
  });
}

function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  const product = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, i) => sum + (value - mean) * ((q[i] ?? 0) - mean), 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

/** Places in ascending order, from 0; real numbers are hardly ever equal. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).toSorted((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const places = values.map(() => 0);
  order.forEach((index, place) => {
    places[index] = place;
  });
  return places;
}
