import { parseArgs } from "node:util";
import { misspelt } from "../../misspelt.js";
import { toCommandLine, type CommandTable } from "./command.js";
import { UsageError } from "./mistakes.js";
import type { OptionTable, ValuesOf } from "./options.js";

/** A part of a command line, as Node's parser tells them. */
type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

/** Splits a command line by Node's rules. */
export function toTokens(options: OptionTable, args: readonly string[]): Token[] {
  const types = Object.entries(options).map(([name, { kind }]) => {
    const type: "string" | "boolean" = kind ? "string" : "boolean";
    return [name, { type }] as const;
  });
  const help = { type: "boolean", short: "h" } as const;
  const parsed = parseArgs({
    args: [...args],
    // It is as strict as Node's own checks, but speaks in the words of the table and takes negative numbers.
    strict: false,
    tokens: true,
    options: { help, ...Object.fromEntries(types) },
  });
  return parsed.tokens;
}

/**
 * Reads and checks the arguments of a command.
 *
 * @throws UsageError
 */
export function readArguments<Options extends OptionTable>(
  table: CommandTable<Options>,
  tokens: readonly Token[],
): { values: ValuesOf<Options>; operands: string[] } {
  const operands = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const given = tokens.filter((token) => token.kind === "option");
  for (const token of given) checkOption(table, token);
  checkOperands(table, operands);
  const read = Object.entries(table.options).map(([name, option]) => {
    const texts = given.filter((token) => token.name === name).map(({ value = "" }) => value);
    return [name, option.toValue(`--${name}`, texts)] as const;
  });
  const values = Object.fromEntries(read);
  if (!isComplete(table.options, values)) throw new TypeError("An option has no value");
  return { values, operands };
}

/** Each value comes from the option of its name, and so has its type. */
function isComplete<Options extends OptionTable>(
  options: Options,
  values: object,
): values is ValuesOf<Options> {
  return Object.keys(options).every((name) => Object.hasOwn(values, name));
}

function checkOption(
  { name: command, options }: CommandTable<OptionTable>,
  { name, rawName, value, inlineValue }: OptionToken,
): void {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    const near = misspelt(name, Object.keys(options));
    const hint = near
      ? `did you mean --${near}?`
      : `${toCommandLine(command, "--help")} lists them`;
    throw new UsageError(`There is no option ${rawName}; ${hint}`);
  }
  if (!option.kind && value !== undefined) {
    throw new UsageError(`${rawName} takes no value; it is ${JSON.stringify(value)}`);
  }
  // `--out --folds 5` forgot a folder; a folder of such a name is written `--out=--folds`.
  const isForgotten = !inlineValue && /^-(?!\d|$)/.test(value ?? "-x");
  if (option.kind && isForgotten) {
    throw new UsageError(`${rawName} needs a value: ${option.kind.expected}`);
  }
}

function checkOperands(
  { name, operands, example }: CommandTable<OptionTable>,
  given: readonly string[],
): void {
  const { usage, least, most } = operands ?? { usage: "", least: 0, most: 0 };
  if (given.length < least) {
    throw new UsageError(`${usage} is needed, such as: ${toCommandLine(name, example)}`);
  }
  const [surplus] = given.slice(most);
  if (surplus === undefined) return;
  const taken = most === 0 ? "only options" : usage;
  throw new UsageError(
    `${JSON.stringify(surplus)} is too much; ${toCommandLine(name)} takes ${taken}`,
  );
}
