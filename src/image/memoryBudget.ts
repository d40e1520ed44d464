import { availableParallelism, totalmem } from "node:os";
import { onAbort } from "../onAbort.js";

/** What the model, its session, Node itself and ordinary pictures take of an instance. */
const SERVICE_BYTES = 900 * 1024 * 1024;
/** What costly pictures may have in any case, so that small instances still decode them. */
const LEAST_BYTES = 256 * 1024 * 1024;

/** More would only let pictures compete for the core. */
const BYTES_PER_CORE = 512 * 1024 * 1024;

/**
 * Bytes that costly pictures may take together while they are decoded: half of what the service leaves,
 * and no more than the cores can work on.
 */
export function decodingMemory(): number {
  const half = Math.floor(spareMemory() / 2);
  return Math.max(LEAST_BYTES, Math.min(half, availableParallelism() * BYTES_PER_CORE));
}

/** Bytes that the service leaves of the memory that it may use; negative on small instances. */
export function spareMemory(): number {
  return usableMemory() - SERVICE_BYTES;
}

/** Bytes that this process may use: the machine's, or its control group's where that is less. */
export function usableMemory(): number {
  const constrained = process.constrainedMemory();
  // 0 where no limit is known (libuv's uv_get_constrained_memory).
  return constrained > 0 ? Math.min(totalmem(), constrained) : totalmem();
}

interface Waiting {
  readonly bytes: number;
  readonly grant: () => void;
}

/**
 * Shares out memory among pictures, in the order in which they ask: a heavy one waits for others to
 * end, and nobody overtakes it for ever.
 */
export class MemoryBudget {
  readonly #total: number;
  #used = 0;
  readonly #waiting: Waiting[] = [];

  constructor(total: number) {
    this.#total = total;
  }

  /** How many wait for their share. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Runs the work once its bytes are free; what is larger than the budget runs alone.
   *
   * @param left aborts when nobody wants the work any more
   * @throws the reason of the signal, if it comes before the work starts
   */
  async with<T>(bytes: number, work: () => Promise<T>, left?: AbortSignal): Promise<T> {
    left?.throwIfAborted();
    if (this.#waiting.length > 0 || !this.#fits(bytes)) await this.#turn(bytes, left);
    else {
      this.#used += bytes;
    }
    try {
      return await work();
    } finally {
      this.#used -= bytes;
      this.#serve();
    }
  }

  async #turn(bytes: number, left: AbortSignal | undefined): Promise<void> {
    let end = (): void => undefined;
    await new Promise<void>((grant, reject) => {
      const place: Waiting = { bytes, grant };
      this.#waiting.push(place);
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(place), 1);
        reject(left?.reason);
        this.#serve();
      };
      end = onAbort(left, leave);
    }).finally(() => end());
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#total;
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#used += next.bytes;
      next.grant();
    }
  }
}
