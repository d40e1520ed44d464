import assert from "node:assert/strict";
import { test } from "node:test";
import { isPageFile, toPageFile } from "../../src/http/page.js";
import { httpRequest, textOf } from "../httpRequest.js";

test("only the page's own files have a name", () => {
  assert.ok(isPageFile("demo.html"));
  for (const name of ["demo.ts", "../package.json", "constructor", "__proto__", ""]) {
    assert.ok(!isPageFile(name), name);
  }
});

test("a file comes with its type and strict headers", () => {
  const file = toPageFile("demo.html", httpRequest());
  assert.equal(file.status, undefined);
  assert.match(textOf(file), /<html/);
  const { "content-type": type, "content-security-policy": policy } = Object(file.headers);
  assert.match(type, /^text\/html/);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
});

test("a browser that has the file is told so without it", () => {
  const { etag } = Object(toPageFile("demo.js", httpRequest()).headers);
  const again = (tag: string) =>
    toPageFile("demo.js", httpRequest("", { headers: { "if-none-match": tag } }));
  assert.deepEqual([again(etag).status, again(etag).body], [304, undefined]);
  assert.equal(again('"another"').status, undefined);
});
