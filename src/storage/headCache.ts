import type { ClassifierHead } from "../inference/heads.js";

interface Entry {
  readonly reading: Promise<ClassifierHead>;
  /** Of weights and bias; 0 until they are read. */
  bytes: number;
}

/**
 * Versions of heads, which never change. Where they have too many bytes, those that were not asked
 * for the longest time leave.
 */
export class HeadCache {
  readonly #mostBytes: number;
  /** The one that was asked last comes last. */
  readonly #entries = new Map<string, Entry>();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** @param read is called where the head is not here; whoever asks meanwhile shares it */
  get(key: string, read: () => Promise<ClassifierHead>): Promise<ClassifierHead> {
    const known = this.#entries.get(key);
    const entry = known ?? { reading: read(), bytes: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (!known) void this.#measure(key, entry);
    return entry.reading;
  }

  async #measure(key: string, entry: Entry): Promise<void> {
    try {
      const { weights, bias } = await entry.reading;
      entry.bytes = weights.byteLength + bias.byteLength;
      this.#makeRoom();
    } catch {
      // The next one who asks tries again.
      this.#entries.delete(key);
    }
  }

  /** The last one stays, however large it is. */
  #makeRoom(): void {
    let bytes = [...this.#entries.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [key, entry] of [...this.#entries].slice(0, -1)) {
      if (bytes <= this.#mostBytes) return;
      bytes -= entry.bytes;
      this.#entries.delete(key);
    }
  }
}
