/** Milliseconds without work, after which it is quiet. */
const PAUSE = 1000;

/** Milliseconds after which it counts as quiet in any case. */
const LATEST = 5000;

/** Does something once that would delay other work: when that pauses, or when it has waited long enough. */
export class Quiet {
  readonly #act: () => void;
  readonly #latest: NodeJS.Timeout;
  #pause: NodeJS.Timeout | undefined;
  #running = 0;
  #isDone = false;

  constructor(act: () => void) {
    this.#act = act;
    this.#latest = setTimeout(() => this.#finish(), LATEST).unref();
  }

  /** Runs work that must not be delayed. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    clearTimeout(this.#pause);
    try {
      return await work();
    } finally {
      const isLast = --this.#running === 0;
      if (isLast && !this.#isDone) {
        this.#pause = setTimeout(() => this.#finish(), PAUSE).unref();
      }
    }
  }

  #finish(): void {
    this.#isDone = true;
    clearTimeout(this.#latest);
    clearTimeout(this.#pause);
    this.#act();
  }
}
