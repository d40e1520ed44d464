import assert from "node:assert/strict";
import { test } from "node:test";
import { parseCsv } from "../../../src/learning/dataset/csv.js";

const fieldsOf = (text: string): readonly (readonly string[])[] =>
  parseCsv(text, "t.csv").map(({ fields }) => fields);

test("fields and line ends as RFC 4180 has them", () => {
  assert.deepEqual(fieldsOf("a,b\nc,d\n"), [
    ["a", "b"],
    ["c", "d"],
  ]);
  assert.deepEqual(fieldsOf('"a,b","c ""d"" ","e\r\nf"\r\n'), [["a,b", 'c "d" ', "e\r\nf"]]);
  assert.deepEqual(fieldsOf("a,b\rc,"), [
    ["a", "b"],
    ["c", ""],
  ]);
  assert.deepEqual(fieldsOf(',\n""\n \n\n'), [["", ""]]);
  assert.deepEqual(fieldsOf(""), []);
});

test("lines are counted through quoted line ends", () => {
  const lines = parseCsv('a\n\n"b\n\r\nc"\r\nd', "t.csv").map(({ line }) => line);
  assert.deepEqual(lines, [1, 3, 6]);
  const windows = parseCsv('a\r\n\r\n\r\n"b\r\nc"\r\n\r\nd\r\n', "t.csv");
  assert.deepEqual(
    windows.map(({ line }) => line),
    [1, 4, 7],
  );
});

test("quotes that belong nowhere", () => {
  for (const text of ['a\nb"c"\n', 'a\n"b"c\n', 'a\n"b\n', 'a\n"']) {
    const expected = { name: "DatasetError", message: /^t\.csv, line 2: has a quote/ };
    assert.throws(() => parseCsv(text, "t.csv"), expected, text);
  }
});

test("a quoted field of ten million characters", () => {
  const long = 'x""'.repeat(3_400_000);
  assert.equal(parseCsv(`"${long}"`, "t.csv")[0]?.fields[0]?.length, 6_800_000);
});
