import { ClassifierError, type ErrorCode } from "../errors.js";
import { misspelt } from "../misspelt.js";

/** Names that a part of a request may have, and those that it must not have. */
export interface KnownNames {
  readonly code: ErrorCode;
  /** What one of the names is: `query parameter`. */
  readonly kind: string;
  readonly known: readonly string[];
  /** Names that ask for something which this place does not give, and where to ask instead. */
  readonly foreign: Readonly<Record<string, string>>;
}

/**
 * Refuses names that would be ignored although they ask for another answer: misspelt ones, and those
 * that belong elsewhere. Other unknown names pass, because clients send some of their own.
 *
 * @throws ClassifierError of the code
 */
export function checkNames(
  names: Iterable<string>,
  { code, kind, known, foreign }: KnownNames,
): void {
  for (const name of names) {
    if (known.includes(name)) continue;
    const meant = misspelt(name, known);
    if (meant !== undefined) {
      throw new ClassifierError(code, `There is no ${kind} ${name}. Did you mean ${meant}?`);
    }
    const others = Object.keys(foreign);
    const stranger = others.includes(name) ? name : misspelt(name, others);
    if (stranger !== undefined) {
      throw new ClassifierError(code, `There is no ${kind} ${name} here: ${foreign[stranger]}`);
    }
  }
}

/** Names and values of an unchecked object; none of any other value. */
export function fieldsOf(value: unknown): [name: string, value: unknown][] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? Object.entries(value) : [];
}
