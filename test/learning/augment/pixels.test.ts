import assert from "node:assert/strict";
import { test } from "node:test";
import { crop } from "../../../src/learning/augment/crop.js";
import { flipHorizontally } from "../../../src/learning/augment/flip.js";
import { adjustHue } from "../../../src/learning/augment/hue.js";

/** 3 × 2 pixels, each with three bytes of its own. */
const image = { width: 3, height: 2, data: Uint8Array.from({ length: 18 }, (_, i) => i) };

test("a crop has the pixels of its window", () => {
  const { width, height, data } = crop(image, { left: 1, top: 1, width: 2, height: 1 });
  assert.deepEqual([width, height, [...data]], [2, 1, [12, 13, 14, 15, 16, 17]]);
});

test("a flip turns rows around, and not the bytes of a pixel", () => {
  const flipped = flipHorizontally(image);
  assert.deepEqual([...flipped.data.subarray(0, 9)], [6, 7, 8, 3, 4, 5, 0, 1, 2]);
  assert.deepEqual([...flipped.data.subarray(9)], [15, 16, 17, 12, 13, 14, 9, 10, 11]);
  assert.deepEqual(flipHorizontally(flipped), image);
});

test("a third of the circle turns red to green to blue; grey has no hue", () => {
  const colours = (...data: number[]) => ({
    width: data.length / 3,
    height: 1,
    data: Uint8Array.from(data),
  });
  const { data } = adjustHue(colours(255, 0, 0, 0, 255, 0, 90, 90, 90), 1 / 3);
  assert.deepEqual([...data], [0, 255, 0, 0, 0, 255, 90, 90, 90]);
  assert.deepEqual([...adjustHue(colours(255, 0, 0), 0).data], [255, 0, 0]);
});
