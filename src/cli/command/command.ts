import type { OptionTable, ValuesOf } from "./options.js";

/** What a command takes besides its options. */
export interface Operands {
  /** As the help shows them, such as `FILE …`. */
  readonly usage: string;
  readonly description: string;
  readonly least: number;
  readonly most: number;
}

/** A command as one table: its parser, its help and its messages come from here. */
export interface CommandTable<Options extends OptionTable> {
  /** The npm script, or the script and its subcommand: `upload`, `model import`. */
  readonly name: string;
  /** One sentence that says what it does. */
  readonly summary: string;
  /** Undefined where it takes none. */
  readonly operands?: Operands;
  readonly options: Options;
  /** Arguments of one useful call. */
  readonly example: string;
  /** @param operands as many as the table says */
  run(values: ValuesOf<Options>, operands: readonly string[]): Promise<void>;
}

/** `npm run model -- import a b`, for the name `model import`; `npm run provision`, for nothing else. */
export function toCommandLine(name: string, ...args: readonly string[]): string {
  const [script, ...subcommand] = name.split(" ");
  const rest = [...subcommand, ...args.filter((arg) => arg !== "")];
  return ["npm run", script, ...(rest.length > 0 ? ["--", ...rest] : [])].join(" ");
}
