import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { inspect } from "node:util";
import { crc32 } from "node:zlib";
import { ClassifierError } from "../../src/errors.js";
import { importModel } from "../../src/checkpoint/importModel.js";
import { findCheckpoint } from "../../src/checkpoint/weights/sourceFolder.js";
import { Random } from "../random.js";
import {
  checkpointFolder,
  formats,
  fp32,
  goldens,
  imported,
  largestDifference,
  logits,
  variant,
} from "./fixtures.js";
import { temporaryFolder } from "../temporaryFolder.js";

type Format = (typeof formats)[number];

type Damage = (bytes: Buffer, random: (end: number) => number, header: number) => Buffer;

/** Each takes a whole file and the length of the part that is no weights. */
const damages: Record<string, Damage> = {
  "a bit flipped anywhere": (bytes, random) => flip(bytes, random(bytes.length), random(8)),
  "bits flipped in the description": (bytes, random, header) => {
    for (let i = 0; i <= random(4); i++) flip(bytes, random(header), random(8));
    return bytes;
  },
  "bits flipped near the end": (bytes, random) => {
    for (let i = 0; i <= random(4); i++) flip(bytes, bytes.length - 1 - random(4096), random(8));
    return bytes;
  },
  "cut short": (bytes, random) => bytes.subarray(0, random(bytes.length)),
  "a piece left out": (bytes, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(1000))]);
  },
  "a hostile number in the description": (bytes, random, header) => {
    const at = random(header - 8);
    const numbers = [2n ** 64n - 1n, 2n ** 63n, 2n ** 53n, 0xffff_ffffn, 2n ** 40n, 0n];
    bytes.writeBigUInt64LE(numbers[random(numbers.length)] ?? 0n, at);
    return bytes;
  },
  "noise in the description": (bytes, random, header) => {
    const at = random(header);
    const end = Math.min(header, at + 1 + random(64));
    for (let i = at; i < end; i++) bytes.writeUInt8(random(256), i);
    return bytes;
  },
};

function flip(bytes: Buffer, at: number, bit: number): Buffer {
  bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
  return bytes;
}

/**
 * Gives the first entry of a zip archive, PyTorch's pickle, the checksum that its damaged bytes have:
 * so the damage is not found by its checksum, but by what reads it.
 */
function repairChecksum(bytes: Buffer, whole: Buffer): Buffer {
  const central = whole.indexOf("PK\u0001\u0002", 0, "latin1");
  const start = 30 + whole.readUInt16LE(26) + whole.readUInt16LE(28);
  const end = start + whole.readUInt32LE(central + 24);
  if (bytes.length === whole.length) {
    bytes.writeUInt32LE(crc32(bytes.subarray(start, end)), central + 16);
  }
  return bytes;
}

/** Up to where a file describes its tensors. */
function descriptionLength(format: Format, bytes: Buffer): number {
  return format === "model.safetensors"
    ? 8 + Number(bytes.readBigUInt64LE())
    : bytes.indexOf("data/0", 0, "latin1");
}

const perDamage = 48;
const total = perDamage * Object.keys(damages).length;
const cases: [what: string, format: Format, repaired: boolean][] = [
  ["model.safetensors", "model.safetensors", false],
  ["pytorch_model.bin", "pytorch_model.bin", false],
  ["pytorch_model.bin with a right checksum", "pytorch_model.bin", true],
];
for (const [what, format, repaired] of cases) {
  test(`${what}: each of ${total} damaged files is refused or harmless`, async (t) => {
    const parent = await temporaryFolder(t);
    const source = await checkpointFolder(t, "base", format);
    const checkpoint = await findCheckpoint(source);
    const origin = { source, revision: undefined };
    const whole = readFileSync(join(variant("base"), format));
    const header = descriptionLength(format, whole);
    const refused: Record<string, number> = {};

    for (const [how, damage] of Object.entries(damages)) {
      for (let seed = 0; seed < perDamage; seed++) {
        const random = new Random(seed);
        const damaged = damage(Buffer.from(whole), (end) => random.below(end), header);
        await writeFile(join(source, format), repaired ? repairChecksum(damaged, whole) : damaged);
        const target = join(parent, `${how}, ${seed}`);
        try {
          await importModel(checkpoint, target, fp32, origin);
        } catch (error) {
          assert.ok(error instanceof ClassifierError, inspect(error));
          assert.equal(error.code, "InvalidCheckpoint", `${target}: ${error.message}`);
          assert.doesNotMatch(error.message, /\n/);
          refused[how] = (refused[how] ?? 0) + 1;
        }
      }
    }
    t.diagnostic(inspect(refused));
    const accepted = await readdir(parent);
    const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0);
    assert.equal(accepted.length + refusals, total, "something else was written");
    assert.equal((await readdir(source)).length, 3, "something was written beside the checkpoint");
    assert.equal(refused["cut short"], perDamage);
    assert.equal(refused["a piece left out"], perDamage);
    // Only checksums can tell damaged weights from whole ones, and safetensors has none.
    const checksummed = format === "pytorch_model.bin" && !repaired;
    for (const target of checksummed ? accepted : []) {
      const actual = await logits(join(parent, target));
      assert.ok(largestDifference(actual, goldens["base"]?.flat() ?? []) <= 1e-4, target);
    }
  });
}

test("a checkpoint that would run a command is refused and runs nothing", async (t) => {
  const folder = await checkpointFolder(t, "base", "pytorch_model.bin");
  await writeFile(join(folder, "pytorch_model.bin"), readFileSync(variant("os-system.bin")));
  await assert.rejects(imported(t, folder), {
    code: "InvalidCheckpoint",
    message: /names "(posix|nt)\.system", which weights do not need; nothing was run/,
  });
});
