import type { Random } from "../random.js";

/** Damages a copy of the bytes in one to four ways. */
export function mutate(bytes: Uint8Array, random: Random): Uint8Array<ArrayBuffer> {
  let mutant: Uint8Array<ArrayBuffer> = new Uint8Array(bytes);
  for (let count = 1 + random.below(4); count > 0; count--) {
    mutant = random.pick([flipBits, overwrite, cut, repeat, insert, plantNumber])(mutant, random);
  }
  return mutant;
}

type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>;

const flipBits: Mutation = (bytes, random) => {
  for (let count = 1 + random.below(16); count > 0; count--) {
    const at = random.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8));
  }
  return bytes;
};

const overwrite: Mutation = (bytes, random) => {
  const start = random.below(bytes.length);
  const value = random.pick([0x00, 0xff, 0x7f, 0x80]);
  return bytes.fill(value, start, start + 1 + random.below(64));
};

const cut: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length + 1));

const repeat: Mutation = (bytes, random) => {
  const start = random.below(bytes.length);
  const part = bytes.slice(start, start + random.below(4096));
  return concat([bytes.slice(0, start), part, part, bytes.slice(start)]);
};

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1);
  const noise = Uint8Array.from({ length: random.below(64) }, () => random.below(256));
  return concat([bytes.slice(0, at), noise, bytes.slice(at)]);
};

/** Sizes and counts stand near the start of a file; an extreme one is what trips a parser. */
const plantNumber: Mutation = (bytes, random) => {
  const at = random.below(Math.min(bytes.length, 200));
  const width = random.pick([2, 4]);
  if (at + width > bytes.length) return bytes;
  const value = random.pick([0, 1, 0x7fff, 0xffff]);
  const view = new DataView(bytes.buffer);
  if (width === 2) view.setUint16(at, value, random.next() < 0.5);
  else view.setUint32(at, random.pick([value, 0x7fff_ffff, 0xffff_ffff]), random.next() < 0.5);
  return bytes;
};

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
