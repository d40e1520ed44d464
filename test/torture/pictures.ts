import { readFileSync } from "node:fs";
import type { Random } from "../random.js";
import { fixture } from "../paths.js";

/** Something to upload, and what must come of it: its best label, or its error's code. */
export interface Kind {
  readonly bytes: Uint8Array;
  readonly outcome: string;
}

const photo = (file: string): Buffer => readFileSync(fixture(`photos/${file}`));

const good: [Kind, ...Kind[]] = [
  { bytes: photo("cat.jpg"), outcome: "tiger cat" },
  { bytes: photo("coffee.jpg"), outcome: "espresso" },
  { bytes: photo("daisy.jpg"), outcome: "daisy" },
];
const bad: [Kind, ...Kind[]] = [
  { bytes: Buffer.from("no picture"), outcome: "UnsupportedImageFormat" },
  { bytes: photo("cat.jpg").subarray(0, 9000), outcome: "InvalidImage" },
  { bytes: new Uint8Array(), outcome: "EmptyImage" },
];

/** One in ten is no picture that can be classified. */
export function pickKind(random: Random): Kind {
  return random.pick(random.below(10) === 0 ? bad : good);
}
