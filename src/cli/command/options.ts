import type { Kind } from "./kinds.js";
import { UsageError } from "./mistakes.js";

/** One option of a command line. Its value has the type that the command works with. */
export interface Option<Value> {
  /** Undefined for a flag, which takes no value. */
  readonly kind: Kind<unknown> | undefined;
  readonly description: string;
  readonly isNeeded: boolean;
  /** What the help says in addition. */
  readonly note?: string;
  /**
   * @param name as it is typed, with its dashes
   * @param texts the values as they were typed, in their order; empty where it was not given
   * @throws UsageError for a text that is no such value
   */
  toValue(name: string, texts: readonly string[]): Value;
}

/** The options of a command by their names, without dashes. */
export type OptionTable = Readonly<Record<string, Option<unknown>>>;

export type ValuesOf<Table extends OptionTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Option<infer Value> ? Value : never;
};

export function optional<Value>(kind: Kind<Value>, description: string): Option<Value | undefined> {
  return { kind, description, isNeeded: false, toValue: toLast(kind) };
}

export function withDefault<Value extends string | number>(
  kind: Kind<Value>,
  description: string,
  fallback: NoInfer<Value>,
): Option<Value> {
  const last = toLast(kind);
  return {
    kind,
    description,
    isNeeded: false,
    note: `${fallback} by default`,
    toValue: (name, texts) => last(name, texts) ?? fallback,
  };
}

export function needed<Value>(kind: Kind<Value>, description: string): Option<Value> {
  const last = toLast(kind);
  return {
    kind,
    description,
    isNeeded: true,
    note: "needed",
    toValue(name, texts) {
      const value = last(name, texts);
      if (value === undefined) throw new UsageError(`${name} is needed: ${description}`);
      return value;
    },
  };
}

/** An option that may be given several times. */
export function repeated<Value>(kind: Kind<Value>, description: string): Option<Value[]> {
  return {
    kind,
    description,
    isNeeded: false,
    note: "can be repeated",
    toValue: (name, texts) => texts.map((text) => read(kind, name, text)),
  };
}

export function flag(description: string): Option<boolean> {
  const toValue = (_: string, texts: readonly string[]): boolean => texts.length > 0;
  return { kind: undefined, description, isNeeded: false, toValue };
}

/** Of an option that is given several times the last one counts. */
function toLast<Value>(kind: Kind<Value>) {
  return (name: string, texts: readonly string[]): Value | undefined =>
    texts.map((text) => read(kind, name, text)).at(-1);
}

function read<Value>({ expected, read }: Kind<Value>, name: string, text: string): Value {
  const value = read(text);
  if (value !== undefined) return value;
  throw new UsageError(`${name} must be ${expected}; it is ${JSON.stringify(text)}`);
}
