import type { TypedData } from "./functionsCore.js";

/**
 * The metadata of a trigger as Azure's host builds it: names are compared without regard to case, a
 * later value replaces an earlier one, and a name keeps the spelling that it came with first.
 */
export class BindingData {
  readonly #entries = new Map<string, { readonly name: string; value: TypedData }>();

  has(name: string): boolean {
    return this.#entries.has(name.toLowerCase());
  }

  set(name: string, value: TypedData): void {
    const entry = this.#entries.get(name.toLowerCase());
    if (entry) entry.value = value;
    else this.#entries.set(name.toLowerCase(), { name, value });
  }

  toMetadata(): Record<string, TypedData> {
    return Object.fromEntries([...this.#entries.values()].map(({ name, value }) => [name, value]));
  }
}

/** The top-level properties of a text that is a JSON object, without arrays and nulls. */
export function jsonProperties(text: string): [name: string, value: string | object][] {
  if (!/^\s*\{[^]*\}\s*$/.test(text)) return [];
  try {
    const value: object = JSON.parse(text);
    return Object.entries(value).flatMap<[string, string | object]>(([name, value]) => {
      if (value === null || Array.isArray(value)) return [];
      return [[name, typeof value === "object" ? value : dotNetText(value)]];
    });
  } catch {
    return [];
  }
}

const dotNetText = (value: unknown): string =>
  typeof value === "boolean" ? (value ? "True" : "False") : String(value);
