import assert from "node:assert/strict";
import { test } from "node:test";
import { fromPartBytes, toPartBytes } from "../../src/trainings/part.js";
import { addProblems } from "../../src/trainings/problems.js";

test("a part is read as it was written, wherever its bytes lie", () => {
  const verdicts = [
    { sha256: "00" },
    { reason: "unreadable-picture", detail: "ä.jpg: is damaged." },
    { reason: "unknown-label", detail: "b: has …", unknownLabels: ["x"] },
  ] as const;
  const values = Float32Array.of(1.5, -2, Number.MIN_VALUE, 1e30);
  const part = { verdicts, values };
  assert.deepEqual(fromPartBytes(toPartBytes(part)), part);
  // Buffers from storage share memory, and begin anywhere.
  const shared = Buffer.concat([Buffer.from("x"), toPartBytes(part)]).subarray(1);
  assert.deepEqual(fromPartBytes(shared), part);
  const none = { verdicts: [], values: new Float32Array() };
  assert.deepEqual(fromPartBytes(toPartBytes(none)), none);
});

test("a row tells of the first twenty problems, or of fewer long ones", () => {
  const problem = (name: string) => ({ name, reason: "no-label", detail: `${name}: no label.` });
  const many = Array.from({ length: 15 }, (_, i) => problem(`${i}`));
  const twice = addProblems(addProblems("[]", many), many);
  assert.deepEqual(JSON.parse(twice), [...many, ...many.slice(0, 5)]);
  const long = Array.from({ length: 15 }, (_, i) => problem(`${i}${"x".repeat(1000)}`));
  const fitting: unknown = JSON.parse(addProblems("[]", long));
  assert.deepEqual(fitting, long.slice(0, 14));
});
