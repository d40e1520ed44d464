import { ClassifierError } from "../errors.js";
import { sniffFormat } from "../image/format.js";

/**
 * Parses a JSON body (RFC 8259).
 *
 * @param maxDepth maximum nesting of arrays and objects, checked before parsing
 * @throws ClassifierError `EmptyBody`, `InvalidJson`; `RequestTooLarge` for too many values
 */
export function parseJson(body: Uint8Array, maxDepth: number): unknown {
  if (body.byteLength === 0) throw new ClassifierError("EmptyBody");
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    checkShape(text, maxDepth);
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof ClassifierError) throw error;
    throw new ClassifierError("InvalidJson", pictureInstead(body), { cause: error });
  }
}

function pictureInstead(body: Uint8Array): string | undefined {
  const format = sniffFormat(body)?.toUpperCase();
  return format && `The body is a ${format} picture, not JSON. Send its bytes to /api/classify.`;
}

/**
 * Maximum values in all arrays and objects. It keeps parsing cheap, and no real request has more.
 */
const MOST_VALUES = 100_000;

/** Counts the brackets and commas outside strings. The parser checks the rest. */
function checkShape(text: string, maxDepth: number): void {
  let depth = 0;
  let commas = 0;
  const interesting = /["[\]{},]/g;
  for (let found = interesting.exec(text); found; found = interesting.exec(text)) {
    const [character] = found;
    if (character === '"') interesting.lastIndex = endOfString(text, found.index);
    else if (character === ",") commas++;
    else depth += character === "[" || character === "{" ? 1 : -1;
    if (commas > MOST_VALUES) {
      const detail = `The JSON has more than ${MOST_VALUES} values. Send fewer pictures.`;
      throw new ClassifierError("RequestTooLarge", detail);
    }
    if (depth > maxDepth) {
      throw new ClassifierError(
        "InvalidJson",
        `The JSON is nested deeper than ${maxDepth} levels (setting MAX_JSON_DEPTH).`,
      );
    }
  }
}

/** The index after the string that starts at `start`. An unclosed string ends with the text. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}
