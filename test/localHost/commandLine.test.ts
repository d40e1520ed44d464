import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { failToStart } from "./failToStart.js";
import { hostCommand } from "./testHost.js";

const help = "npm start -- --help shows the options.";
const wholeNumber = "Expected a whole number up to 65535 for";

const mistakes: [flags: string[], env: Record<string, string>, code: number, line: string][] = [
  [["--nope"], {}, 2, `Unknown option '--nope'. ${help}`],
  [["--port"], {}, 2, `Option '--port <value>' argument missing. ${help}`],
  [["--auth=yes"], {}, 2, `Option '--auth' does not take an argument. ${help}`],
  [["8080"], {}, 2, `Unexpected argument '8080'. ${help}`],
  [["--port", "many"], {}, 2, `${wholeNumber} --port but received "many".`],
  [["--lease-seconds", "0.5"], {}, 2, `${wholeNumber} --lease-seconds but received "0.5".`],
  [[], { PORT: "70000" }, 2, `${wholeNumber} PORT but received "70000".`],
  [
    ["--host", "192.0.2.1", "--port", "0"],
    {},
    1,
    "Cannot listen on 192.0.2.1, port 0: EADDRNOTAVAIL. Choose others with --host and --port.",
  ],
];
for (const [flags, env, code, line] of mistakes) {
  test(`a mistake is one line: ${JSON.stringify(env)} ${flags.join(" ")}`, async () => {
    const failed = await failToStart({ WORK_QUEUE: "not-used", ...env }, ...flags);
    assert.deepEqual([failed.code, failed.line], [code, line]);
  });
}

test("--help shows the options and an example, and nothing starts", async () => {
  const command = [...hostCommand, "--help"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, command);
  assert.match(
    stdout,
    /^npm start -- \[options\]\n[^]*--port N[^]*\nExample: npm start -- --port 8080/,
  );
  assert.doesNotMatch(stdout, /Storage|Starting/);
  assert.equal(stderr, "");
});
