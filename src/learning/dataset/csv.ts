import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { badLine } from "./textFile.js";

/** One record with the line on which it starts, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * What csv-parse returns with the option `raw`: the fields of a record, and the record as it stands in
 * the file together with the blank lines before it.
 */
const parsedSchema = z.array(z.object({ record: z.array(z.string()), raw: z.string() }));

/**
 * Parses comma-separated values (RFC 4180). Lines end in LF, CRLF or CR; blank lines are skipped.
 *
 * @param path for the errors
 * @throws DatasetError that names the line of a misplaced or unclosed quote
 */
export function parseCsv(text: string, path: string): CsvRecord[] {
  const parsed = parseAll(text, path);
  const records: CsvRecord[] = [];
  let line = 1;
  for (const { record, raw } of parsed) {
    const blankLines = countLineEnds(/^[\r\n]*/.exec(raw)?.[0] ?? "");
    const isBlank = record.length === 1 && record[0]?.trim() === "";
    if (!isBlank) records.push({ line: line + blankLines, fields: record });
    line += countLineEnds(raw);
  }
  return records;
}

/** Counts CRLF, CR and LF; csv-parse leaves out the last LF of a `raw` that ends in CRLF. */
function countLineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

function parseAll(text: string, path: string): z.infer<typeof parsedSchema> {
  try {
    return parsedSchema.parse(
      parse(text, {
        raw: true,
        record_delimiter: ["\r\n", "\n", "\r"],
        relax_column_count: true,
        skip_empty_lines: true,
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error["lines"] === "number" ? error["lines"] : 1;
    throw badLine(path, line, "has a quote where none belongs, or an unclosed one");
  }
}
