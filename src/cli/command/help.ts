import { toCommandLine, type CommandTable } from "./command.js";
import type { Option, OptionTable } from "./options.js";

/** Columns of a line. */
const WIDTH = 100;

/** The text of `--help`. */
export function toHelp({
  name,
  summary,
  operands,
  options,
  example,
}: CommandTable<OptionTable>): string {
  const names = Object.entries(options);
  const usage = [
    ...names.filter(([, { isNeeded }]) => isNeeded).map(([name, option]) => typed(name, option)),
    ...(operands ? [operands.usage] : []),
    ...(names.some(([, { isNeeded }]) => !isNeeded) ? ["[options]"] : []),
  ];
  const rows = [
    ...(operands ? [[operands.usage, operands.description] as const] : []),
    ...names.map(([name, option]) => [typed(name, option), describe(option)] as const),
    ["--help", "shows this"] as const,
  ];
  return [
    summary,
    "",
    "Usage:",
    `  ${toCommandLine(name, ...usage)}`,
    "",
    ...toRows(rows),
    "",
    "Example:",
    `  ${toCommandLine(name, example)}`,
  ].join("\n");
}

/** Names in one column, descriptions in another; a long name has a line for itself. */
export function toRows(rows: readonly (readonly [name: string, description: string])[]): string[] {
  const indent = Math.min(30, Math.max(...rows.map(([name]) => name.length)) + 4);
  return rows.flatMap(([name, description]) => {
    const lines = wrap(description, WIDTH - indent).map((line) => " ".repeat(indent) + line);
    const start = `  ${name}`;
    if (start.length > indent - 2) return [start, ...lines];
    return [start + (lines[0] ?? "").slice(start.length), ...lines.slice(1)];
  });
}

function typed(name: string, { kind }: Option<unknown>): string {
  return `--${name}${kind ? ` ${kind.placeholder}` : ""}`;
}

function describe({ kind, description, note }: Option<unknown>): string {
  const notes = [kind?.range, note].filter((text) => text !== undefined);
  return notes.length === 0 ? description : `${description} (${notes.join("; ")})`;
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
