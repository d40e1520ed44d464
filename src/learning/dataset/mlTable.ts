import { posix } from "node:path";
import { badLine } from "./textFile.js";

/** Transformations that keep the rows of JSON Lines as they are. */
const harmless = new Set(["read_json_lines", "convert_column_types"]);

interface Line {
  readonly number: number;
  readonly indent: number;
  readonly text: string;
}

/**
 * Paths of the JSON Lines files that an `MLTable` file lists. Of YAML it understands what Azure ML's
 * own examples have, `- file: <relative path>` below `paths:`, and refuses all else, also
 * transformations that would change the rows.
 *
 * @param path of the MLTable file, whose folder the files are relative to
 * @throws ClassifierError `InvalidRequest`, naming the line
 */
export function mlTableFiles(text: string, path: string): string[] {
  const files: string[] = [];
  for (const [head, ...block] of blocks(text)) {
    if (head === undefined) continue;
    const key = /^([\w$]+):/.exec(head.text)?.[1];
    if (head.indent > 0 || key === undefined) throw badLine(path, head.number, "is not understood");
    if (key === "paths") files.push(...readPaths(head, block, path));
    if (key === "transformations") checkTransformations(head, block, path);
  }
  if (files.length === 0) throw badLine(path, 1, "paths: lists no file");
  return files;
}

function readPaths(head: Line, block: readonly Line[], path: string): string[] {
  requireBlock(head, path);
  return block.map(({ number, text }) => {
    const [, single, double, plain] =
      /^-\s+file:\s+(?:'([^']+)'|"([^"\\]+)"|([^\s'"#[\]{}&*!|>%@`][^#]*?))$/.exec(text) ?? [];
    const file = single ?? double ?? plain;
    if (file === undefined) throw badLine(path, number, "expected - file: <relative path>");
    if (/^[a-z][a-z\d+.-]+:\//i.test(file) || posix.isAbsolute(file)) {
      throw badLine(path, number, `${file}: expected a relative path`);
    }
    return posix.join(posix.dirname(path), file);
  });
}

function checkTransformations(head: Line, block: readonly Line[], path: string): void {
  requireBlock(head, path);
  const indent = block[0]?.indent;
  for (const { number, text } of block.filter((line) => line.indent === indent)) {
    const name = /^-\s+(\w+)/.exec(text)?.[1] ?? text;
    if (!harmless.has(name)) throw badLine(path, number, `${name}: is not supported`);
  }
}

/** Refuses values in the line of the key itself, such as `paths: [{file: a}]`. */
function requireBlock({ number, text }: Line, path: string): void {
  if (!/^\w+:$/.test(text)) throw badLine(path, number, "expected a list in the lines below");
}

/** Each top-level line with the lines that belong to it; a list may be as far left as its key. */
function blocks(text: string): Line[][] {
  const result: Line[][] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const content = raw.replace(/(?:^|\s)#.*$/s, "").trimEnd();
    if (content === "" || content === "---") continue;
    const indent = content.search(/\S/);
    const line = { number: index + 1, indent, text: content.trim() };
    const current = result.at(-1);
    if (current && (indent > 0 || line.text.startsWith("-"))) current.push(line);
    else result.push([line]);
  }
  return result;
}
