import assert from "node:assert/strict";
import test from "node:test";
import { toPreprocessorConfig } from "../../src/image/preprocessorConfig.js";

/** The file of microsoft/beit-base-patch16-224-pt22k-ft22k, as it was published. */
const beit = {
  crop_size: 224,
  do_center_crop: false,
  do_normalize: true,
  do_resize: true,
  feature_extractor_type: "BeitFeatureExtractor",
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
  resample: 2,
  size: 224,
};

const refused = (change: object, message: RegExp): void =>
  assert.throws(() => toPreprocessorConfig({ ...beit, ...change }), {
    code: "InvalidModel",
    message,
  });

test("BEiT's published file means a squashed square, divided by 255", () => {
  assert.deepEqual(toPreprocessorConfig(beit), {
    resize: { exactly: { width: 224, height: 224 }, resample: 2 },
    crop: undefined,
    rescaleFactor: 1 / 255,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
  });
});

test("size is read in each of its spellings", () => {
  const resize = (change: object): unknown => toPreprocessorConfig({ ...beit, ...change }).resize;
  assert.deepEqual(resize({ size: { height: 30, width: 40 } }), {
    exactly: { width: 40, height: 30 },
    resample: 2,
  });
  assert.deepEqual(resize({ size: { shortest_edge: 256 } }), { shortestEdge: 256, resample: 2 });
  assert.deepEqual(resize({ feature_extractor_type: "CLIPFeatureExtractor" }), {
    shortestEdge: 224,
    resample: 2,
  });
  assert.deepEqual(resize({ image_processor_type: "ViTImageProcessorFast", size: 384 }), {
    exactly: { width: 384, height: 384 },
    resample: 2,
  });
  assert.equal(resize({ do_resize: false, size: undefined, resample: undefined }), undefined);
});

test("crop_pct resizes to more than it crops", () => {
  const config = { ...beit, feature_extractor_type: "ConvNextFeatureExtractor", crop_pct: 0.875 };
  const { resize, crop } = toPreprocessorConfig(config);
  assert.deepEqual(resize, { shortestEdge: 256, resample: 2 });
  assert.deepEqual(crop, { width: 224, height: 224 });
  const large = toPreprocessorConfig({ ...config, size: 384 });
  assert.deepEqual(large.resize, { exactly: { width: 384, height: 384 }, resample: 2 });
  assert.equal(large.crop, undefined);
});

test("steps that are switched off leave the pixels alone", () => {
  const off = toPreprocessorConfig({ ...beit, do_rescale: false, do_normalize: false });
  assert.deepEqual([off.rescaleFactor, off.mean, off.std], [1, [0, 0, 0], [1, 1, 1]]);
});

test("what is missing, unknown or out of range is refused by name", () => {
  refused({ do_resize: undefined }, /preprocessor_config\.json: do_resize/);
  refused({ size: undefined }, /size: is missing/);
  refused({ resample: undefined }, /resample: is missing/);
  refused({ resample: 6 }, /resample: /);
  refused({ do_center_crop: true, crop_size: undefined }, /crop_size: is missing/);
  refused({ image_mean: undefined }, /image_mean: is missing/);
  refused({ image_std: [0.5, 0.5] }, /image_std/);
  refused({ size: 0 }, /size/);
  refused({ size: { shortest_edge: 224, longest_edge: 448 } }, /size/);
  refused({ feature_extractor_type: undefined }, /size: an integer is ambiguous/);
  refused({ do_flip_channel_order: true }, /do_flip_channel_order: is not supported/);
  refused({ crop_pct: 0.9 }, /crop_pct: needs a size with shortest_edge/);
});

test("unknown keys that are switched off, and those that change no pixel, are passed over", () => {
  const config = { ...beit, do_flip_channel_order: false, do_pad: null, do_reduce_labels: true };
  assert.deepEqual(toPreprocessorConfig(config), toPreprocessorConfig(beit));
});
