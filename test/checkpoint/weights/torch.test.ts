import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openTorch } from "../../../src/checkpoint/weights/torch.js";
import { fixture } from "../../paths.js";

const views: Record<string, { shape: number[]; values: string[] }> = JSON.parse(
  readFileSync(fixture("checkpoint/views.json"), "utf8"),
);
const toNumber = (text: string): number =>
  text === "inf" ? Number.POSITIVE_INFINITY : Number(text);

for (const protocol of [2, 3, 4, 5]) {
  test(`pickle protocol ${protocol}: tensors of all types and strides are read`, async () => {
    const tensors = await openTorch(fixture(`checkpoint/views-${protocol}.bin`));
    assert.deepEqual([...tensors.shapes.keys()].toSorted(), Object.keys(views).toSorted());
    for (const [name, { shape, values }] of Object.entries(views)) {
      assert.deepEqual(tensors.shapes.get(name), shape, name);
      assert.deepEqual([...(await tensors.read(name))], values.map(toNumber), name);
    }
    await assert.rejects(tensors.read("index"), { code: "InvalidCheckpoint" });
    await tensors.close();
  });
}

test("a file of PyTorch before 1.6 is refused with advice", async () => {
  await assert.rejects(openTorch(fixture("checkpoint/legacy.bin")), {
    code: "InvalidCheckpoint",
    message:
      /legacy\.bin: is no zip archive; if PyTorch older than 1\.6 wrote it, load and save it/,
  });
});

test("a view that shows its elements over and over cannot make a reader take memory", async () => {
  await assert.rejects(openTorch(fixture("checkpoint/expanded.bin")), {
    code: "InvalidCheckpoint",
    message: /does not fit its storage/,
  });
});
