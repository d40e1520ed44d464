import { z } from "zod";
import { ClassifierError } from "../errors.js";

/** Azure's limits (Microsoft Learn, "Naming and Referencing Containers, Blobs, and Metadata"). */
const MAX_LENGTH = 1024;
const MAX_SEGMENTS = 254;

/**
 * What a name is to be good for:
 * - `new`: a blob that this service writes. It keeps all of Azure's rules, the advice of not ending
 *   a segment with a dot included, which some clients cut off.
 * - `stored`: a blob that somebody has written. It may have a name that Azure only advises against.
 * - `prefix`: the beginning of names, which may end anywhere, or be empty.
 */
export type NameUse = "new" | "stored" | "prefix";

/**
 * Refuses what no blob can be called, or what could not be asked for again: control characters,
 * U+FFFE, U+FFFF and lone surrogates have no place in the XML of a listing, which one such name makes
 * unreadable as a whole; `.` and `..` are resolved by whoever handles the URL on its way.
 *
 * @throws ClassifierError `InvalidBlobName`, saying what is wrong with it
 */
export function checkBlobName(name: string, use: NameUse = "new"): void {
  const problem = problemOf(name, use);
  if (problem === undefined) return;
  const what = use === "prefix" ? "prefix of blob names" : "blob name";
  throw new ClassifierError("InvalidBlobName", `The ${what} ${problem}.`);
}

/** The name of a stored blob in a message. */
export const blobNameSchema = z.string().refine((name) => problemOf(name, "stored") === undefined, {
  error: ({ input }) => `The blob name ${problemOf(String(input), "stored")}`,
});

function problemOf(name: string, use: NameUse): string | undefined {
  if (name === "" && use !== "prefix") return "is empty; expected 1 to 1,024 characters";
  if (name.length > MAX_LENGTH) {
    return `has ${name.length} characters; at most ${MAX_LENGTH} are allowed`;
  }
  const [bad] = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.exec(name) ?? [];
  if (bad !== undefined) return `has ${describe(bad)}, which no blob name can hold`;
  const segments = name.split("/");
  if (segments.length > MAX_SEGMENTS) {
    return `has ${segments.length} segments between slashes; at most ${MAX_SEGMENTS} are allowed`;
  }
  // The last segment of a prefix may go on.
  const whole = use === "prefix" ? segments.slice(0, -1) : segments;
  const dots = whole.find((segment) => segment === "." || segment === "..");
  if (dots !== undefined) return `has the segment "${dots}", which URLs do not keep`;
  if (use !== "new") return undefined;
  if (/[/\\]$/.test(name)) return "ends with a slash, which stands for a folder";
  if (segments.some((segment) => segment.endsWith(".")))
    return "has a segment that ends with a dot";
  return undefined;
}

function describe(character: string): string {
  const code = character.charCodeAt(0);
  const point = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  if (/\p{Cs}/u.test(character)) return `half a character, the lone surrogate ${point}`;
  return /\p{Cc}/u.test(character) ? `the control character ${point}` : `the code point ${point}`;
}
