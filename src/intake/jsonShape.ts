import { ClassifierError } from "../errors.js";

/** Maximum values in all arrays and objects. It keeps parsing cheap, and no real request has more. */
const MOST_VALUES = 100_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;

/** JSON's blanks: space, tab, line feed and carriage return (RFC 8259, section 2). */
const BLANKS = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * Counts the brackets and commas of a JSON body while its bytes arrive, so that a costly one is
 * refused before it is held or parsed. The parser checks the rest. A body that begins with anything
 * but a bracket is passed over: it is no JSON, or has a single value. In UTF-8 no byte of another
 * character equals one of these (RFC 3629, section 3).
 */
export class JsonShape {
  readonly #maxDepth: number;
  /** Whether the body begins with a bracket. Undefined before its first byte that is not blank. */
  #hasBrackets: boolean | undefined;
  #depth = 0;
  #commas = 0;
  #inString = false;
  /** Whether the bytes so far end with a backslash that escapes the next one. */
  #escaped = false;

  /** @param maxDepth maximum nesting of arrays and objects */
  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth;
  }

  /** @throws ClassifierError `InvalidJson`, nested too deep; `RequestTooLarge`, too many values */
  check(chunk: Uint8Array): void {
    if (this.#hasBrackets === undefined) {
      const first = chunk.find((byte) => !BLANKS.has(byte));
      if (first !== undefined) this.#hasBrackets = isOpening(first);
    }
    let at = this.#hasBrackets ? 0 : chunk.length;
    while (at < chunk.length) {
      at = this.#inString ? this.#passString(chunk, at) : this.#passByte(chunk, at);
    }
  }

  #passByte(chunk: Uint8Array, at: number): number {
    const byte = chunk[at] ?? 0;
    if (byte === QUOTE) this.#inString = true;
    else if (byte === COMMA) this.#count();
    else if (isOpening(byte)) this.#descend();
    else if (isOpening(byte - 2)) this.#depth--;
    return at + 1;
  }

  /** Strings hold pictures: most of a body is passed over by a native search for their end. */
  #passString(chunk: Uint8Array, start: number): number {
    const found = chunk.indexOf(QUOTE, start);
    const end = found < 0 ? chunk.length : found;
    let from = end;
    while (from > start && chunk[from - 1] === BACKSLASH) from--;
    const carried = from === start && this.#escaped ? 1 : 0;
    const isEscaped = (end - from + carried) % 2 === 1;
    this.#escaped = found < 0 && isEscaped;
    if (found < 0) return end;
    this.#inString = isEscaped;
    return end + 1;
  }

  #count(): void {
    if (++this.#commas <= MOST_VALUES) return;
    const detail = `The JSON has more than ${MOST_VALUES} values. Send fewer pictures.`;
    throw new ClassifierError("RequestTooLarge", detail);
  }

  #descend(): void {
    if (++this.#depth <= this.#maxDepth) return;
    const detail = `The JSON is nested deeper than ${this.#maxDepth} levels (setting MAX_JSON_DEPTH).`;
    throw new ClassifierError("InvalidJson", detail);
  }
}

/** `[` or `{`; the closing ones come two bytes later. */
const isOpening = (byte: number): boolean => byte === 0x5b || byte === 0x7b;
