import { ClassifierError } from "../errors.js";

/** Reads numbers of untrusted bytes; whatever lies beyond the end is `InvalidImage`. */
export class ByteReader {
  readonly #view: DataView;
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.byteLength) {
    if (start < 0 || end > bytes.byteLength || start > end) throw beyond();
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.end = end;
  }

  get left(): number {
    return this.end - this.at;
  }

  /** @param size bytes of the unsigned big-endian number; 0 reads nothing and gives 0 */
  number(size: number): number {
    const start = this.skip(size);
    let value = 0;
    // Not by shifts: numbers of eight bytes must stay numbers, if rounded ones.
    for (let i = 0; i < size; i++) value = value * 256 + this.#view.getUint8(start + i);
    return value;
  }

  text(length: number): string {
    const start = this.skip(length);
    return String.fromCharCode(...this.bytes.subarray(start, start + length));
  }

  /** @returns where the skipped bytes start */
  skip(length: number): number {
    if (length > this.left) throw beyond();
    const start = this.at;
    this.at += length;
    return start;
  }

  /** A reader of the next bytes alone. */
  part(length: number): ByteReader {
    const start = this.skip(length);
    return new ByteReader(this.bytes, start, start + length);
  }
}

function beyond(): ClassifierError {
  return new ClassifierError("InvalidImage", "The picture has lengths that lead beyond its end.");
}
