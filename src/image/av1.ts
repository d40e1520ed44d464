import { invalidAvif } from "./boxes.js";
import type { Size } from "./avifItems.js";

// Kinds of open bitstream units (AV1 bitstream specification, 6.2.2).
const SEQUENCE_HEADER = 1;
const FRAME_HEADER = 3;
const FRAME = 6;
/** A still picture has one frame, a layered one up to four. */
const MOST_FRAMES = 4;

/** What a decoder makes of an item's bytes, whatever the boxes around them say. */
export interface CodedPicture {
  /** The largest that its sequence headers allow; frames cannot be larger (AV1, 7.20). */
  readonly size: Size;
  readonly frames: number;
}

/** Walks the units of AV1 and reads the sequence headers among them. */
export function readAv1(data: Uint8Array): CodedPicture {
  let [width, height, frames, headers] = [0, 0, 0, 0];
  for (let at = 0; at < data.length;) {
    const head = data[at++] ?? 0;
    const kind = (head >> 3) & 15;
    if (head & 4) at++;
    let size = data.length - at;
    if (head & 2) [size, at] = readLeb128(data, at);
    if (kind === SEQUENCE_HEADER) {
      if (++headers > MOST_FRAMES) throw invalidAvif("has too many sequence headers");
      const coded = readSequenceHeader(new BitReader(data.subarray(at, at + size)));
      width = Math.max(width, coded.width);
      height = Math.max(height, coded.height);
    } else if (kind === FRAME || kind === FRAME_HEADER) {
      if (++frames > MOST_FRAMES) throw invalidAvif("has too many frames in one item");
    }
    at += size;
  }
  return { size: { width, height }, frames };
}

/** AV1, 4.10.5. */
function readLeb128(data: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = data[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) break;
  }
  return [value, at];
}

/** AV1, 5.5.1, as far as the size of the frames. */
function readSequenceHeader(bits: BitReader): Size {
  bits.read(4);
  if (bits.read(1) === 1) bits.read(5);
  else skipOperatingPoints(bits);
  const [widthBits, heightBits] = [bits.read(4) + 1, bits.read(4) + 1];
  return { width: bits.read(widthBits) + 1, height: bits.read(heightBits) + 1 };
}

function skipOperatingPoints(bits: BitReader): void {
  let delayBits = 0;
  if (bits.read(1) === 1) {
    bits.read(64);
    if (bits.read(1) === 1) skipUvlc(bits);
    if (bits.read(1) === 1) {
      delayBits = bits.read(5) + 1;
      bits.read(42);
    }
  }
  const initialDelay = bits.read(1) === 1;
  for (let points = bits.read(5) + 1; points > 0; points--) {
    bits.read(12);
    if (bits.read(5) > 7) bits.read(1);
    if (delayBits > 0 && bits.read(1) === 1) bits.read(2 * delayBits + 1);
    if (initialDelay && bits.read(1) === 1) bits.read(4);
  }
}

/** AV1, 4.10.3. */
function skipUvlc(bits: BitReader): void {
  let zeros = 0;
  while (zeros < 32 && bits.read(1) === 0) zeros++;
  if (zeros < 32) bits.read(zeros);
}

class BitReader {
  readonly #data: Uint8Array;
  #at = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  /** The next bits as a number; behind the end there are zeros. */
  read(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#data[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}
