/**
 * Compares explanations with occlusion: a square around each of 7 × 7 places of a picture is covered with
 * grey, and the label's log-odds fall the more, the more those places spoke for it. An explanation
 * foretells the sum of the places that are covered. The squares are as wide as a place, and three times as
 * wide. Spearman's correlation of both, of 50 pictures, for the model's own classifier and each head of
 * its folder.
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
import { spearman } from "./spearman.js";
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
    timings: { decode: 0, preprocess: 0, inference: 0, share: 1 },
  };
  classifiers.forEach((head, i) => {
    const logits = logitsOf(outputs, head);
    const [best = 0] = topK(logits, 1);
    const grid = resample(explain(model, inference, head).grid);
    covered.forEach((ofSize, at) => {
      const before = logOdds(logits, best);
      const drops = ofSize.map((less) => before - logOdds(logitsOf(less, head), best));
      correlations[i]?.[at]?.push(spearman(sums(grid, SIZES[at] ?? 1), drops));
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

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a square covers of a picture that is so long, along one axis. */
function span(place: number, size: number, length: number): Span {
  const margin = (size - 1) / 2;
  const edge = (at: number): number =>
    Math.min(length, Math.max(0, Math.round((at * length) / SIDE)));
  return { from: edge(place - margin), to: edge(place + 1 + margin) };
}

function logitsOf({ logits, features }: SessionOutputs, head?: ClassifierHead): Float32Array {
  return head && features ? applyHead(head, features) : logits;
}

/** ln(p ÷ (1 − p)) after softmax. */
function logOdds(logits: Float32Array, label: number): number {
  const others = logits.filter((_, index) => index !== label);
  const most = Math.max(...others);
  const sum = others.reduce((all, logit) => all + Math.exp(logit - most), 0);
  return (logits[label] ?? 0) - most - Math.log(sum);
}

/** For each place, what the grid has for all places that a square around it covers. */
function sums(grid: readonly number[], size: number): number[] {
  return grid.map((_, place) => {
    const [rows, columns] = [Math.floor(place / SIDE), place % SIDE].map((at) =>
      span(at, size, SIDE),
    );
    return grid.reduce((sum, value, other) => {
      const [row, column] = [Math.floor(other / SIDE), other % SIDE];
      return sum + (isIn(row, rows) && isIn(column, columns) ? value : 0);
    }, 0);
  });
}

function isIn(at: number, span: Span | undefined): boolean {
  return span !== undefined && at >= span.from && at < span.to;
}

/** The cells of the grid at the middle of each part. */
function resample(grid: readonly (readonly number[])[]): number[] {
  return Array.from({ length: SIDE ** 2 }, (_, part) => {
    const [row, column] = [Math.floor(part / SIDE), part % SIDE];
    const line = grid[Math.floor(((row + 0.5) * grid.length) / SIDE)] ?? [];
    return line[Math.floor(((column + 0.5) * line.length) / SIDE)] ?? 0;
  });
}
