import pLimit from "p-limit";
import { ClassifierError } from "./errors.js";

/**
 * Limits how many pieces of work run at once. The others wait before they read anything. The queue
 * trigger delivers many messages at once, so that a burst starts few instances. The gate keeps an
 * instance from holding that many pictures, or unfinished mini-batches, when it stops.
 */
export class Gate {
  readonly #limit: ReturnType<typeof pLimit>;
  #closed = false;

  /** @param room how many pieces of work may run at once */
  constructor(room: number) {
    this.#limit = pLimit({ concurrency: room, rejectOnClear: true });
  }

  /**
   * Runs the work as soon as there is room.
   *
   * @throws ClassifierError `ShuttingDown` for work that had not started before {@link close}
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

  /** Starts no more work. Waiting work fails, so that another instance does it. */
  close(): void {
    this.#closed = true;
    this.#limit.clearQueue();
  }
}
