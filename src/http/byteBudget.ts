import { ClassifierError } from "../errors.js";

/** The bytes that one request holds. */
export interface ByteShare {
  /** @throws ClassifierError `Overloaded` where all requests together would hold too many */
  readonly take: (bytes: number) => void;
}

/**
 * Bytes that all requests together may hold in memory: bodies as they arrive, pictures decoded from
 * base64, pictures fetched by URL. Without it, callers that send slowly could fill the memory while
 * each of them keeps within its own limits.
 */
export class ByteBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Runs the work with a share of the budget, all of which is given back when the work has ended. */
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
