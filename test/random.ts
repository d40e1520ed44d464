import { below, seededRandom, type Random as RandomNumbers } from "../src/learning/random.js";

/** Deterministic random choices, the same for the same seed on every machine. */
export class Random {
  /** From 0 up to, but not including, 1. */
  readonly next: RandomNumbers;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  /** A whole number from 0 up to, but not including, `end`. */
  below(end: number): number {
    return below(this.next, end);
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }
}
