import assert from "node:assert/strict";
import { test } from "node:test";
import { toCsvLine } from "../../src/contracts/csv.js";

test("a line ends with CR and LF, and plain fields stay as they are", () => {
  assert.equal(toCsvLine(["tabby", 0.5, ""]), "tabby,0.5,\r\n");
});

test("commas, quotes and line breaks are quoted", () => {
  assert.equal(toCsvLine(["tabby, cat"]), '"tabby, cat"\r\n');
  assert.equal(toCsvLine(['12" pizza']), '"12"" pizza"\r\n');
  assert.equal(toCsvLine(["two\nlines", "two\rlines"]), '"two\nlines","two\rlines"\r\n');
});

test("a text that a spreadsheet would run starts with an apostrophe", () => {
  for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"]) {
    assert.equal(toCsvLine([text]), `'${text}\r\n`, text);
  }
  assert.equal(toCsvLine(["\r=1"]), `"'\r=1"\r\n`);
  assert.equal(toCsvLine(['=HYPERLINK("x", "y")']), `"'=HYPERLINK(""x"", ""y"")"\r\n`);
});

test("a negative number is a number, and a sign within a text does not matter", () => {
  assert.equal(toCsvLine([-3.5, "a=b", "cat-1"]), "-3.5,a=b,cat-1\r\n");
});
