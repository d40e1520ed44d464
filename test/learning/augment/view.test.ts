import assert from "node:assert/strict";
import test from "node:test";
import { ClassifierError } from "../../../src/errors.js";
import { preprocess } from "../../../src/image/preprocess.js";
import { toPreprocessorConfig } from "../../../src/image/preprocessorConfig.js";
import { viewParameters, type ViewParameters } from "../../../src/learning/augment/augment.js";
import { viewPixels } from "../../../src/learning/augment/view.js";
import { goldenPicture, goldens, sha256 } from "./augmentGoldens.js";

const processor = (size: unknown, resample = 2) =>
  toPreprocessorConfig({
    do_resize: true,
    size,
    resample,
    do_normalize: true,
    image_mean: [0.5, 0.4, 0.3],
    image_std: [0.5, 0.25, 0.2],
  });
const square = (side: number) => ({ height: side, width: side });

for (const { picture, side, resample, sha256: expected, ...view } of goldens.views) {
  test(`the view of ${picture} equals torchvision's to the byte`, async () => {
    const image = await goldenPicture(picture);
    const { width, height, data } = viewPixels(image, view, processor(square(side), resample));
    assert.deepEqual([width, height], [side, side]);
    assert.equal(sha256(data), expected);
  });
}

test("a seed, a picture and a number always make the same pixel values", async () => {
  const image = await goldenPicture("photos/cat.jpg");
  const hashes = [0, 1, 2, 3].map((index) => {
    const view = viewParameters(7, "cat", index, image);
    const pixels = viewPixels(image, view, processor(square(224)));
    return sha256(preprocess(pixels, processor(square(224))).data);
  });
  assert.deepEqual(hashes, [
    "198be5d2bbbdc2868c8bdee8df798ea71eac3ccb98d6932bc6041816ee016ccd",
    "5c1c2cf12d1276b181b7eea915731d14cf395746fa205152643bc9c519fe2371",
    "419ab028edd3c732680bcb2d923e10ec146de8139bd0858b5a5f1f65e244bab2",
    "52c06750f6309ff6108d0f2eae9ccf39d69ab7278b822dfcbe50118b2e3d2b6c",
  ]);
});

test("the view that changes nothing is what the model sees in inference", async () => {
  const image = await goldenPicture("photos/cat.jpg");
  const { width, height } = image;
  const crop = { left: 0, top: 0, width, height };
  const whole: ViewParameters = { crop, flip: false, adjustments: [] };
  const config = processor(square(224));
  const view = viewPixels(image, whole, config);
  assert.deepEqual(preprocess(view, config), preprocess(image, config));
});

test("half of the views are flipped, half of them have other colours, independently", () => {
  const counts = { flipped: 0, adjusted: 0, both: 0 };
  for (let index = 0; index < 4000; index++) {
    const { flip, adjustments } = viewParameters(1, "any", index, { width: 500, height: 400 });
    if (flip) counts.flipped++;
    if (adjustments.length === 4) counts.adjusted++;
    if (flip && adjustments.length === 4) counts.both++;
  }
  // Three standard deviations of a binomial count.
  assert.ok(Math.abs(counts.flipped - 2000) < 95, `${counts.flipped} flipped`);
  assert.ok(Math.abs(counts.adjusted - 2000) < 95, `${counts.adjusted} adjusted`);
  assert.ok(Math.abs(counts.both - 1000) < 83, `${counts.both} both`);
});

test("refuses a model whose size depends on the picture", async () => {
  const image = await goldenPicture("pictures/rgb.png");
  const view = viewParameters(1, "rgb", 0, image);
  const config = { ...processor({ shortest_edge: 32 }), crop: undefined };
  assert.throws(
    () => viewPixels(image, view, config),
    (error) => error instanceof ClassifierError && error.code === "InvalidModel",
  );
});
