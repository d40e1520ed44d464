import pLimit from "p-limit";
import { ClassifierError } from "./errors.js";

/**
 * Lets a few pieces of work in at a time; the others wait before they have read anything. The queue
 * hands over many messages at once, so that few instances are started for a burst; this keeps an
 * instance from holding as many pictures, or half-done mini-batches, when it is ended.
 */
export class Gate {
  readonly #limit: ReturnType<typeof pLimit>;
  #closed = false;

  /** @param room how many may be inside at once */
  constructor(room: number) {
    this.#limit = pLimit({ concurrency: room, rejectOnClear: true });
  }

  /** @throws ClassifierError `ShuttingDown` for work that was not let in before {@link close} */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    let entered = false;
    try {
      return await this.#limit(async () => {
        if (this.#closed) throw new ClassifierError("ShuttingDown");
        entered = true;
        return work();
      });
    } catch (error) {
      if (this.#closed && !entered) throw new ClassifierError("ShuttingDown");
      throw error;
    }
  }

  /** Lets nobody in any more: who waits is sent away, to be served by another instance. */
  close(): void {
    this.#closed = true;
    this.#limit.clearQueue();
  }
}
