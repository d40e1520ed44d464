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

  /**
   * Runs the work when there is room.
   *
   * @throws ClassifierError `ShuttingDown` for work that was not let in before {@link close}
   */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new ClassifierError("ShuttingDown");
    let entered = false;
    const enter = (): Promise<T> => {
      entered = true;
      return work();
    };
    return this.#limit(enter).catch((error: unknown) => {
      throw entered ? error : new ClassifierError("ShuttingDown");
    });
  }

  /** Lets nobody in any more: what waits is sent away, to be served by another instance. */
  close(): void {
    this.#closed = true;
    this.#limit.clearQueue();
  }
}
