import { badLine } from "./textFile.js";

/** One record with the line on which it starts, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Parses comma-separated values (RFC 4180): fields may be quoted and then hold commas, line ends and
 * doubled quotes. Lines end in LF, CRLF or CR; blank ones are left out.
 *
 * @param path for the errors
 * @throws ClassifierError `InvalidRequest`, naming the line
 */
export function parseCsv(text: string, path: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let start = 1;
  let line = 1;
  for (let at = 0; at < text.length || fields.length > 0;) {
    const quoted = text[at] === '"';
    const end = quoted ? endOfQuoted(text, at) : endOf(/[^",\r\n]*/y, text, at);
    const next = end === undefined ? undefined : endOf(/,|\r\n|\r|\n|$/y, text, end);
    if (end === undefined || next === undefined) {
      throw badLine(path, line, "has a quote where none belongs, or an unclosed one");
    }
    const field = text.slice(at, end);
    fields.push(quoted ? field.slice(1, -1).replaceAll('""', '"') : field);
    line += text.slice(at, next).match(/\r\n|\r|\n/g)?.length ?? 0;
    at = next;
    if (text.slice(end, next) === ",") continue;
    if (fields.length > 1 || field.trim() !== "") records.push({ line: start, fields });
    fields = [];
    start = line;
  }
  return records;
}

/** Where the quoted field that starts at `start` ends, behind its closing quote. */
function endOfQuoted(text: string, start: number): number | undefined {
  let quote = text.indexOf('"', start + 1);
  while (quote >= 0 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote < 0 ? undefined : quote + 1;
}

/** Where the match of a sticky pattern at `start` ends. */
function endOf(pattern: RegExp, text: string, start: number): number | undefined {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
