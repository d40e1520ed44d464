import { readFileSync } from "node:fs";
import { totalmem } from "node:os";

/** What the model, its session and Node itself take of an instance. */
const SERVICE_BYTES = 700 * 1024 * 1024;
/** What pictures may have in any case, so that small instances still decode. */
const LEAST_BYTES = 256 * 1024 * 1024;

/** Bytes that pictures may take while they are decoded: half of what the service leaves. */
export function decodingMemory(): number {
  return Math.max(LEAST_BYTES, Math.floor((usableMemory() - SERVICE_BYTES) / 2));
}

/** Bytes that this process may really use: the machine's, or its control group's where that is less. */
export function usableMemory(): number {
  return Math.min(totalmem(), cgroupMemory());
}

/** Linux cgroups, v2 and v1; "max", and v1's number beyond all memory, mean no limit. */
function cgroupMemory(): number {
  const limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
    .map((path) => Number(read(path)))
    .filter((limit) => limit > 0);
  return Math.min(...limits, Number.POSITIVE_INFINITY);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/**
 * Shares out memory among pictures, in the order in which they ask: a heavy one waits for others to
 * end, and nobody overtakes it for ever.
 */
export class MemoryBudget {
  readonly #total: number;
  #used = 0;
  readonly #waiting: { readonly bytes: number; readonly grant: () => void }[] = [];

  constructor(total: number) {
    this.#total = total;
  }

  /** Runs the work once its bytes are free; what is larger than the budget runs alone. */
  async with<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#fits(bytes)) {
      await new Promise<void>((grant) => this.#waiting.push({ bytes, grant }));
    } else {
      this.#used += bytes;
    }
    try {
      return await work();
    } finally {
      this.#used -= bytes;
      this.#serve();
    }
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
