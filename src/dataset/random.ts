/** Numbers from 0 up to, but not including, 1; each call gives the next one. */
export type RandomNumbers = () => number;

/**
 * Repeatable random numbers (mulberry32 by Tommy Ettinger, public domain): whole-number arithmetic
 * only, so the same seed gives the same numbers on every machine.
 *
 * @param seed a whole number, of which the lower 32 bits count
 */
export function randomNumbers(seed: number): RandomNumbers {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The whole numbers from 0 up to `count` in a random order (Fisher and Yates). */
export function shuffledIndices(count: number, random: RandomNumbers): number[] {
  const indices = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const moved = indices[other] ?? 0;
    indices[other] = indices[last] ?? 0;
    indices[last] = moved;
  }
  return indices;
}
