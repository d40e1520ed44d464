import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { startTestApp, type TestApp } from "../endToEnd/testApp.js";
import { root } from "../paths.js";

let app: TestApp;
before(async () => {
  app = await startTestApp({ BLOB_SOURCE: "LogsAndContainerScan" });
});
after(() => app.stop());

const python = process.env["PYTHON"] ?? "python3";
const lacks = (command: string): string | false =>
  spawnSync(command, ["--version"], { timeout: 60_000 }).status !== 0 && `there is no ${command}`;

const examples = [
  { name: "curl", skip: lacks("bash") || lacks("curl"), run: ["bash", "examples/classify.sh"] },
  { name: "Python", skip: lacks(python), run: [python, "examples/classify.py"] },
  {
    name: "TypeScript",
    skip: false,
    run: [process.execPath, "dist/examples/typescript/classify.js"],
  },
];

/** What each part of an example prints. */
const expected: Readonly<Record<string, RegExp>> = {
  "one picture": /tiger cat.*Egyptian cat/s,
  "rolled up": /domestic cat.*feline/s,
  "a picture at a URL": /UrlNotAllowed/,
  "several pictures": /cat\.jpg.*tiger cat.*coffee\.jpg.*espresso/s,
  "the contract of Azure ML": /tiger cat.*espresso/s,
  "an upload and its row": /succeeded.*tiger cat/s,
  "a batch": /Succeeded.*cat\.jpg,tiger cat,0\.\d+.*coffee\.jpg,espresso,0\.\d+/s,
};

describe("every example does what it says", () => {
  for (const { name, skip, run } of examples) {
    test(name, { skip }, async () => {
      const [command = "", ...args] = run;
      const env = {
        ...process.env,
        CLASSIFIER_URL: app.host.url,
        // The service fetches from no private address, so this needs no network.
        PICTURE_URL: "http://127.0.0.1/cat.jpg",
      };
      const options = { cwd: root, env, timeout: 100_000 };
      const { stdout } = await promisify(execFile)(command, args, options);
      const parts = stdout.split(/^== (.+) ==$/m).slice(1);
      const printed = Object.fromEntries(
        parts.flatMap((part, i) => (i % 2 === 0 ? [[part, parts[i + 1] ?? ""]] : [])),
      );
      assert.deepEqual(Object.keys(printed), Object.keys(expected));
      for (const [part, text] of Object.entries(printed)) {
        assert.match(text, expected[part] ?? /^$/, part);
      }
    });
  }
});

test("the types are those of the service's own description", async () => {
  const script = "examples/typescript/makeTypes.mjs";
  const args = [script, `${app.host.url}/api/openapi.json`];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  const committed = readFileSync(join(root, "examples/typescript/api.ts"), "utf8");
  // Not assert.equal, which would print both.
  assert.ok(committed === stdout, `Stale: start the app, then node ${script} > api.ts beside it`);
});

describe("a service that does not answer is told in a line", () => {
  const makeTypes = [
    process.execPath,
    "examples/typescript/makeTypes.mjs",
    "http://127.0.0.1:1/api",
  ];
  for (const { name, skip, run } of [...examples, { name: "types", skip: false, run: makeTypes }]) {
    test(name, { skip }, () => {
      const [command = "", ...args] = run;
      const env = { ...process.env, CLASSIFIER_URL: "http://127.0.0.1:1" };
      const options = { cwd: root, env, encoding: "utf8", timeout: 60_000 } as const;
      const { status, stderr } = spawnSync(command, args, options);
      assert.ok(status !== 0 && status !== null);
      assert.match(stderr, /^.*\b127\.0\.0\.1.*\n$/);
    });
  }
});
