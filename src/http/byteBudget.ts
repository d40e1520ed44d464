import { ClassifierError } from "../errors.js";

/** The share of one request in a {@link ByteBudget}. */
export interface ByteShare {
  /**
   * Takes bytes from the budget.
   *
   * @throws ClassifierError `Overloaded` if the budget is used up
   */
  readonly take: (bytes: number) => void;
}

/**
 * The bytes that all requests together may hold in memory: bodies, pictures decoded from base64,
 * and pictures fetched by URL. Without it, many slow callers could fill the memory, although each
 * of them stays within its own limits.
 */
export class ByteBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs the work with a share of the budget, and returns the share afterwards. */
  async share<T>(work: (share: ByteShare) => Promise<T>): Promise<T> {
    let held = 0;
    const take = (bytes: number): void => {
      if (this.#used + bytes > this.#limit) throw new ClassifierError("Overloaded");
      this.#used += bytes;
      held += bytes;
    };
    try {
      return await work({ take });
    } finally {
      this.#used -= held;
    }
  }
}
