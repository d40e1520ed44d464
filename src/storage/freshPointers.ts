import pMap from "p-map";
import { headPrefix, type HeadPlace } from "./headBlobs.js";
import type { HeadPointer } from "./headPointer.js";

/** Milliseconds between two looks at a pointer: by then a promotion on another instance is seen. */
const LOOK_AGAIN = 10_000;

/** Milliseconds after which a head that nobody asks for is not looked at any more. */
const FORGET = 3_600_000;

/** Pointers that are read in parallel. */
const AT_ONCE = 16;

interface KnownPointer {
  readonly place: HeadPlace;
  pointer: HeadPointer;
  /** Value of `performance.now()`. */
  askedAt: number;
}

/**
 * The pointers of the heads in use. They are read again in the background, also while nobody asks, so
 * no request waits for that. Where the reading fails, the pointer of the last time stays.
 */
export class FreshPointers {
  readonly #read: (place: HeadPlace) => Promise<HeadPointer>;
  readonly #known = new Map<string, KnownPointer>();
  #isLooking = false;

  constructor(read: (place: HeadPlace) => Promise<HeadPointer>) {
    this.#read = read;
    setInterval(() => void this.#lookAgain(), LOOK_AGAIN).unref();
  }

  /** @returns undefined for a head that is not in use yet */
  get(place: HeadPlace): HeadPointer | undefined {
    const known = this.#known.get(headPrefix(place));
    if (known) known.askedAt = performance.now();
    return known?.pointer;
  }

  keep(place: HeadPlace, pointer: HeadPointer): void {
    this.#known.set(headPrefix(place), { place, pointer, askedAt: performance.now() });
  }

  /** Makes the next request read the pointer that this instance has just changed. */
  forget(place: HeadPlace): void {
    this.#known.delete(headPrefix(place));
  }

  async #lookAgain(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    await pMap([...this.#known.values()], (known) => this.#refresh(known), {
      concurrency: AT_ONCE,
    });
    this.#isLooking = false;
  }

  async #refresh(known: KnownPointer): Promise<void> {
    if (performance.now() - known.askedAt > FORGET) return this.forget(known.place);
    try {
      known.pointer = await this.#read(known.place);
    } catch {
      // Storage is down, which telemetry and /api/health tell. The next look may succeed.
    }
  }
}
