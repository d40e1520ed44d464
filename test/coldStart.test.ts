import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { root } from "./paths.js";

const app = join(root, "dist/app");

/** A file of the bundled app, and all that it imports when it loads. */
function loadedWith(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  const imports = /(?:^|[;}\s])(?:import|export)(?:[^"'()]*?from)?"([^"]+)"/g;
  for (const [, name = ""] of readFileSync(file, "utf8").matchAll(imports)) {
    if (name.startsWith(".")) loadedWith(join(dirname(file), name), found);
    else found.add(name);
  }
  return found;
}

const textOf = (files: readonly string[]): string =>
  files.map((file) => readFileSync(file, "utf8")).join("\n");

test("a cold start loads no native library, and none for storage, charts or telemetry", () => {
  const loaded = [...loadedWith(join(app, "functions/index.js"))];
  const files = loaded.filter((name) => name.startsWith(app));
  assert.deepEqual(
    loaded.filter((name) => !name.startsWith(app) && !isBuiltin(name)),
    [],
  );
  const atStart = textOf(files);
  assert.ok(atStart.includes("classifyUpload"));

  const chunks = readdirSync(join(app, "chunks")).filter((file) => file.endsWith(".js"));
  const all = textOf(chunks.map((file) => join(app, "chunks", file)));
  for (const mark of ["StorageSharedKeyCredential", "TableClient", "echarts", "LogExporter"]) {
    assert.ok(all.includes(mark), `${mark} is in nothing that is loaded later`);
    assert.ok(!atStart.includes(mark), mark);
  }
});
