import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorKinds } from "../src/errors.js";
import { root } from "./paths.js";

const read = (path: string): string => readFileSync(join(root, path), "utf8");

test("docs/errors.md lists every code with its status, and no other", () => {
  const rows = [...read("docs/errors.md").matchAll(/^\| `(\w+)` +\| (\d+) +\| (yes|no) +\|$/gm)];
  assert.deepEqual(
    rows.map(([, code, status, again]) => [code, Number(status), again === "yes"]),
    Object.entries(errorKinds).map(([code, { status, retryable }]) => [code, status, retryable]),
  );
});

test("the README tells every setting", () => {
  const settings = [...read("src/settings.ts").matchAll(/^ {2}([A-Z][A-Z_]+): /gm)];
  assert.ok(settings.length > 15);
  const readme = read("README.md");
  for (const [, name] of settings) assert.ok(readme.includes(`\`${name}\``), name);
});
