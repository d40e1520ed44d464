import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { shippedModel } from "../modelFolder.js";
import { fixture, root } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";

const compiled = (path: string): string => JSON.stringify(join(root, "dist/src", path));

const scripts = {
  "the thread of the service": `
    const { openPipeline } = await import(${compiled("learning/evaluation/openPipeline.js")});
    const pipeline = openPipeline(model, { pixels: 1e6, side: 1000 }, 1);
    await pipeline.infer(new Uint8Array(readFileSync(${JSON.stringify(fixture("photos/cat.jpg"))})));
    await pipeline.close();`,
  "a session of its own": `
    const { openSession } = await import(${compiled("inference/session.js")});
    const size = { width: 224, height: 224 };
    await openSession(model.onnxPath, 1, { size, labelCount: 1000 });`,
};

for (const [where, script] of Object.entries(scripts)) {
  test(`ONNX Runtime leaves no trace in the home folder: ${where}`, async (t) => {
    const home = await temporaryFolder(t);
    const code = `
      import { readFileSync } from "node:fs";
      const { readModelFolder } = await import(${compiled("inference/modelFolder.js")});
      const model = await readModelFolder(${JSON.stringify(shippedModel)});
      ${script}`;
    // With `CI` it never writes.
    const env = { PATH: process.env["PATH"], HOME: home };
    const path = join(home, "script.mjs");
    await writeFile(path, code);
    await promisify(execFile)(process.execPath, [path], { env });
    assert.equal(existsSync(join(home, ".cache")), false);
  });
}
