import assert from "node:assert/strict";
import test from "node:test";
import { adjust, randomAdjustments } from "../../../src/learning/augment/colourJitter.js";
import { seededRandom } from "../../../src/learning/random.js";
import { goldenPicture, goldens, sha256 } from "./augmentGoldens.js";

for (const { picture, kind, factor, sha256: expected } of goldens.adjustments) {
  test(`${kind} ${factor} of ${picture} equals torchvision's to the byte`, async () => {
    const image = await goldenPicture(picture);
    const { width, height, data } = adjust(image, { kind, factor });
    assert.deepEqual([width, height], [image.width, image.height]);
    assert.equal(sha256(data), expected);
  });
}

test("each kind is drawn once, in every order, its factors over the whole range", () => {
  const random = seededRandom("colour jitter");
  const orders = new Set<string>();
  const factors = { brightness: [], contrast: [], saturation: [], hue: [] } as Record<
    string,
    number[]
  >;
  for (let i = 0; i < 2000; i++) {
    const adjustments = randomAdjustments(random);
    assert.equal(new Set(adjustments.map(({ kind }) => kind)).size, 4);
    orders.add(adjustments.map(({ kind }) => kind).join());
    for (const { kind, factor } of adjustments) factors[kind]?.push(factor);
  }
  assert.equal(orders.size, 24);
  for (const [kind, drawn] of Object.entries(factors)) {
    const neutral = kind === "hue" ? 0 : 1;
    const lowest = Math.min(...drawn) - neutral;
    const highest = Math.max(...drawn) - neutral;
    assert.ok(lowest >= -0.4 && lowest < -0.395, `${kind}: lowest ${lowest}`);
    assert.ok(highest <= 0.4 && highest > 0.395, `${kind}: highest ${highest}`);
    const mean = drawn.reduce((sum, factor) => sum + factor, 0) / drawn.length - neutral;
    // Three standard errors of the mean of 2000 uniform draws.
    assert.ok(Math.abs(mean) < (3 * 0.8) / Math.sqrt(12 * 2000), `${kind}: mean ${mean}`);
  }
});
