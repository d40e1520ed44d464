import { ClassifierError } from "../../errors.js";

/** The bytes of a pickle, read from front to end; each read beyond the end is refused. */
export class PickleBytes {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#position;
  }

  take(length: number): Buffer {
    if (length > this.#bytes.length - this.#position) throw invalidPickle("it ends too early");
    return this.#bytes.subarray(this.#position, (this.#position += length));
  }

  uint8(): number {
    return this.take(1).readUInt8();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  /** Little-endian two's complement; sizes and offsets never need more than 6 bytes. */
  long(length: number): number {
    if (length > 6) throw invalidPickle("a number has more than 48 bits");
    return length === 0 ? 0 : this.take(length).readIntLE(0, length);
  }

  text(length: number): string {
    return this.take(length).toString("utf8");
  }

  /** Up to a line feed, which is skipped. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#position);
    if (end < 0) throw invalidPickle("it ends too early");
    const text = this.text(end - this.#position);
    this.#position = end + 1;
    return text;
  }
}

export function invalidPickle(problem: string): ClassifierError {
  return new ClassifierError("InvalidCheckpoint", `The pickle is refused: ${problem}`);
}
