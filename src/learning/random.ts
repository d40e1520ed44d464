import { createHash } from "node:crypto";

/** A stream of numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/**
 * Makes a stream from a seed: the same on every machine, and unrelated to the streams of similar seeds,
 * because the generator starts from the seed's SHA-256.
 */
export function seededRandom(...seed: readonly (string | number)[]): Random {
  const hash = createHash("sha256").update(JSON.stringify(seed)).digest();
  const next = xoshiro128([0, 4, 8, 12].map((at) => hash.readUInt32LE(at)));
  // 53 bits, as many as a double holds.
  return () => ((next() >>> 5) * 2 ** 26 + (next() >>> 6)) / 2 ** 53;
}

/** A number from `from` up to `to`. */
export function uniform(random: Random, from: number, to: number): number {
  return from + (to - from) * random();
}

/** A whole number from 0 up to, but not including, `end`. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

/** A copy of the values in a random order, each order as likely as any other (Fisher and Yates). */
export function shuffle<T>(random: Random, values: readonly T[]): T[] {
  const shuffled: T[] = [];
  for (const value of values) {
    const place = below(random, shuffled.length + 1);
    // The value that was at this place moves to the end.
    shuffled.push(...shuffled.splice(place, 1, value));
  }
  return shuffled;
}

/**
 * Blackman and Vigna's xoshiro128**, whose 32-bit integer steps no machine rounds differently.
 *
 * @param state four 32-bit numbers that are not all zero
 * @returns a stream of whole numbers from 0 up to, but not including, 2³²
 */
export function xoshiro128(state: readonly number[]): () => number {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
