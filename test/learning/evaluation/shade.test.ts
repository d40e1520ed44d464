import assert from "node:assert/strict";
import { test } from "node:test";
import sharp from "sharp";
import { shade } from "../../../src/learning/evaluation/shade.js";

const white = { width: 100, height: 50, channels: 3, background: "white" } as const;

test("a picture stays bright where it spoke most, and is dark where the model does not see", async () => {
  const picture = await sharp({ create: white }).png().toBuffer();
  // The middle half of a picture of four times the size, of which the left part spoke for the label.
  const box = { left: 100, top: 0, width: 200, height: 200 };
  const shaded = await shade(
    picture,
    { width: 400, height: 200 },
    { label: "left", box, grid: [[3, -1]] },
  );
  const { data, info } = await sharp(shaded)
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [100, 50]);
  const at = (x: number): number => data[25 * 100 + x] ?? 0;
  for (const [x, least, most] of [
    [5, 40, 62],
    [30, 240, 255],
    [70, 25, 62],
    [95, 40, 62],
  ] as const) {
    assert.ok(at(x) >= least && at(x) <= most, `${at(x)} at ${x}`);
  }
});

test("what reaches over the edges is cut off", async () => {
  const picture = await sharp({ create: white }).png().toBuffer();
  // Three times as wide as the picture, which sees the middle cell alone.
  const box = { left: -200, top: -10, width: 600, height: 300 };
  const explanation = { label: "middle", box, grid: [[-1, 3, 3, 3, -1]] };
  const shaded = await shade(picture, { width: 200, height: 100 }, explanation);
  const { channels } = await sharp(shaded).stats();
  assert.ok((channels[0]?.min ?? 0) > 240);
});

test("where no part spoke more than another, all stay bright", async () => {
  const picture = await sharp({ create: white }).png().toBuffer();
  const box = { left: 0, top: 0, width: 200, height: 100 };
  const size = { width: 200, height: 100 };
  const shaded = await shade(picture, size, { label: "all", box, grid: [[1, 1]] });
  assert.ok(((await sharp(shaded).stats()).channels[0]?.min ?? 0) > 240);
});
