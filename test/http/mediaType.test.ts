import assert from "node:assert/strict";
import { test } from "node:test";
import { preferredType, toMediaType } from "../../src/http/mediaType.js";

const offered = ["application/json", "text/csv"] as const;

test("a media type is read without its parameters and in lower case", () => {
  assert.equal(toMediaType("Application/JSON; charset=utf-8"), "application/json");
  assert.equal(toMediaType(" image/png "), "image/png");
  assert.equal(toMediaType(""), "");
  assert.equal(toMediaType(null), "");
});

const cases: [what: string, accept: string | null, type: string | undefined][] = [
  ["no header accepts the type that is offered first", null, "application/json"],
  ["an empty header accepts the type that is offered first", "  ", "application/json"],
  ["any type is the one that is offered first", "*/*", "application/json"],
  ["the one accepted type is taken", "text/csv", "text/csv"],
  ["the highest quality wins", "application/json;q=0.3, text/csv;q=0.8", "text/csv"],
  ["a type without a quality counts as 1", "application/json;q=0.9, text/csv", "text/csv"],
  ["of equals the one that is offered first wins", "text/csv, application/json", offered[0]],
  ["a range of subtypes matches", "text/*", "text/csv"],
  ["a named type says more than a range", "*/*;q=1, application/json;q=0.1", "text/csv"],
  ["a range of subtypes says more than any type", "text/*;q=0.1, */*;q=0.5", "application/json"],
  ["a quality of 0 refuses a type", "application/json;q=0, */*", "text/csv"],
  ["case and blanks do not matter", " TEXT/CSV ; Q=0.5 ,image/png", "text/csv"],
  ["a quality stands behind other parameters", "text/csv;header=present;q=0, */*", offered[0]],
  ["a quality that is no number refuses a type", "text/csv;q=high", undefined],
  ["no offered type is acceptable", "image/png, text/html", undefined],
];

for (const [what, accept, type] of cases) {
  test(`Accept: ${what}`, () => assert.equal(preferredType(accept, offered), type));
}
