import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { openSafetensors } from "../../../src/checkpoint/weights/safetensors.js";
import { temporaryFolder } from "../../temporaryFolder.js";

function safetensors(header: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, Buffer.from(header)]);
}

test("headers that would grow when parsed are refused by their size", async (t) => {
  const path = join(await temporaryFolder(t), "model.safetensors");
  for (const header of ["[".repeat(5_000_000), `{${'"a":{},'.repeat(500_000)}"b":{}}`]) {
    await writeFile(path, safetensors(header));
    await assert.rejects(openSafetensors(path), { code: "InvalidCheckpoint", message: /too long/ });
  }
});

test("a refusal is one readable line, whatever a tensor is called", async (t) => {
  const path = join(await temporaryFolder(t), "model.safetensors");
  const name = `a\nb\u001b[31m${"c".repeat(5000)}`;
  await writeFile(path, safetensors(JSON.stringify({ [name]: { dtype: "F32" } })));
  await assert.rejects(openSafetensors(path), (error: Error) => {
    assert.match(error.message, /^model\.safetensors: a\uFFFDb/);
    assert.doesNotMatch(error.message, /\p{Cc}/u);
    assert.ok(error.message.length < 400);
    return true;
  });
});
