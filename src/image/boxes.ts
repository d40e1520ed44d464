import { ClassifierError } from "../errors.js";
import { ByteReader } from "./byteReader.js";

/** Boxes of one file, in all depths; a still picture has about 20. */
const MOST_BOXES = 4096;

export interface Box {
  readonly type: string;
  /** Where its type stands in the file. */
  readonly typeAt: number;
  readonly content: ByteReader;
}

/** Counts the boxes of a file. */
export class BoxCounter {
  #boxes = 0;

  /** The boxes that follow each other in `reader` (ISO/IEC 14496-12, 4.2). */
  read(reader: ByteReader): Box[] {
    const boxes: Box[] = [];
    while (reader.left > 0) {
      if (++this.#boxes > MOST_BOXES) throw invalidAvif("has too many boxes");
      const start = reader.at;
      const size = reader.number(4);
      const typeAt = reader.at;
      const type = reader.text(4);
      const long = size === 1 ? reader.number(8) : size;
      if (type === "uuid") reader.skip(16);
      // Size 0: up to the end of the file.
      const length = long === 0 ? reader.left : start + long - reader.at;
      if (length < 0) throw invalidAvif("has a box that ends before it starts");
      boxes.push({ type, typeAt, content: reader.part(length) });
    }
    return boxes;
  }
}

/** Version and flags of what the standard calls a FullBox. */
export function readVersion(reader: ByteReader): { version: number; flags: number } {
  return { version: reader.number(1), flags: reader.number(3) };
}

export function invalidAvif(what: string): ClassifierError {
  return new ClassifierError("InvalidImage", `The AVIF ${what}.`);
}
