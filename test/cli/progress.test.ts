import assert from "node:assert/strict";
import { test } from "node:test";
import { countProgress, downloadProgress, megabytes } from "../../src/cli/progress.js";

function output(isTTY: boolean) {
  let text = "";
  const write = (chunk: string | Uint8Array): boolean => {
    text += String(chunk);
    return true;
  };
  return { isTTY, write, text: () => text };
}

test("pictures: a line for each tenth", () => {
  const log = output(false);
  const show = countProgress(log, "Checking");
  for (let done = 1; done <= 40; done++) show(done, 40, 8);
  const lines = log.text().split("\n");
  assert.equal(lines.length, 12);
  assert.equal(lines[1], "  Checking  4 of 40  8.0/s  5 s left");
  assert.equal(lines[10], "  Checking  40 of 40  8.0/s");
});

test("bytes: the name, then a line for each tenth that came anew", () => {
  const log = output(false);
  const progress = downloadProgress(log);
  progress.begin("model.onnx", 5_000_000, 10_000_000);
  for (let i = 0; i < 50; i++) progress.advance(100_000);
  progress.end();
  const [first, ...lines] = log.text().trimEnd().split("\n");
  assert.equal(first, "Continuing model.onnx");
  assert.equal(lines.length, 5);
  assert.match(
    lines[0] ?? "",
    /^ {2}model\.onnx {3}60 % {2}6\.00 MB of 10 MB {2}.*\/s {2}\d+ s left$/,
  );
  assert.match(lines[4] ?? "", /^ {2}model\.onnx {2}100 % {2}10 MB of 10 MB/);
});

test("a terminal gets one bar that is redrawn and left at its end", () => {
  const terminal = output(true);
  const show = countProgress(terminal, "Checking");
  for (let done = 1; done <= 1000; done++) show(done, 1000, 1e6);
  const drawn = terminal.text().split("\r\u001b[K").slice(1);
  assert.ok(drawn.length < 500, `${drawn.length} times`);
  assert.equal(drawn.at(-1), `${"█".repeat(24)} Checking  1000 of 1000  1000000.0/s\n`);
  assert.equal(megabytes(9_999_999), "10.00 MB");
});
