import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { errorKinds } from "../src/errorKinds.js";
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
  const azure = [...read("src/azureSettings.ts").matchAll(/^ {2}([A-Z]\w+): z/gm)];
  assert.ok(azure.length > 5);
  const readme = read("README.md");
  for (const [, name = ""] of [...settings, ...azure]) {
    const short = name.replace(/^AzureWebJobsStorage__/, "…__");
    assert.ok(readme.includes(`\`${name}\``) || readme.includes(`\`${short}\``), name);
  }
});

test("the README tells every function", () => {
  const rows = [...read("README.md").matchAll(/^\| (`\w+`(?:, `\w+`)*) +\|/gm)];
  const told = new Set(rows.flatMap(([, names = ""]) => names.match(/\w+/g) ?? []));
  for (const file of readdirSync(join(root, "functions"))) {
    assert.ok(told.has(file.replace(".ts", "")), file);
  }
});

test("every path of src and test that the README and the docs name is there", () => {
  const docs = readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"));
  const named = ["README.md", ...docs.map((name) => `docs/${name}`)].flatMap((file) =>
    [...read(file).matchAll(/(?<![\w/.-])(?:src|test|functions)\/[\w./-]*\w/g)].map(
      ([path]) => `${file}: ${path}`,
    ),
  );
  assert.ok(named.length > 10);
  const missing = named.filter((line) => !existsSync(join(root, line.split(": ")[1] ?? "")));
  assert.deepEqual(missing, []);
});
