/**
 * Makes a multi-label data set of one with a folder for each class: two or three photos of different
 * classes in one picture, each photo used once, as `labels.csv` tells.
 *
 *     node dist/bench/composites.js FOLDER OUT
 */

import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { Random } from "../test/random.js";

const [source = "", target = ""] = process.argv.slice(2);
/** Pixels of each side of one photo's place. */
const CELL = 240;
const random = new Random(1);

const photos: { path: string; label: string }[] = [];
const entries = await readdir(source, { withFileTypes: true });
// File systems list in orders of their own, and what is drawn depends on it.
const labels = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
for (const label of labels.toSorted()) {
  const names = await readdir(join(source, label));
  for (const name of names.toSorted()) photos.push({ path: join(source, label, name), label });
}
await mkdir(target, { recursive: true });
const lines = ["filename,labels"];
while (photos.length > 1) {
  const parts = takeDifferent(2 + random.below(2));
  if (parts.length < 2) break;
  const name = `${lines.length}.jpg`;
  await writeFile(join(target, name), await together(parts.map(({ path }) => path)));
  lines.push(`${name},${parts.map(({ label }) => label).join(" ")}`);
}
await writeFile(join(target, "labels.csv"), `${lines.join("\n")}\n`);
console.log(`${lines.length - 1} pictures in ${target}`);

/** Takes so many photos of different labels, as far as there are any. */
function takeDifferent(count: number): typeof photos {
  const taken: typeof photos = [];
  for (let i = 0; i < count; i++) {
    const left = photos.filter(({ label }) => taken.every((other) => other.label !== label));
    const photo = left[random.below(left.length)];
    if (!photo) break;
    taken.push(photo);
    photos.splice(photos.indexOf(photo), 1);
  }
  return taken;
}

/** In a square of two by two cells, so that no model crops one away. */
async function together(paths: readonly string[]): Promise<Buffer> {
  const cell = { width: CELL, height: CELL, fit: "cover" } as const;
  const parts = await Promise.all(
    paths.map(async (path, i) => ({
      input: await sharp(await readFile(path))
        .resize(cell)
        .toBuffer(),
      left: (i % 2) * CELL,
      top: Math.floor(i / 2) * CELL,
    })),
  );
  const size = { width: 2 * CELL, height: 2 * CELL, channels: 3 } as const;
  return sharp({ create: { ...size, background: "white" } })
    .composite(parts)
    .jpeg({ quality: 90 })
    .toBuffer();
}
