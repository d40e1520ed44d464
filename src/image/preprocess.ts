import type { PreprocessorConfig, Size } from "./preprocessorConfig.js";
import { resize } from "./resize.js";
import type { RgbImage } from "./rgbImage.js";

/** The input of a model: one picture, channels first (red, green, blue). */
export interface PixelValues {
  readonly width: number;
  readonly height: number;
  /** 3 × height × width normalised values */
  readonly data: Float32Array;
}

/**
 * Converts a decoded picture to the model's `pixel_values`: resize, centre crop, rescale,
 * normalise. The values equal those of the Pillow-backed image processor of transformers with
 * Pillow 13.
 */
export function preprocess(image: RgbImage, config: PreprocessorConfig): PixelValues {
  const resized = resizedSize(image, config);
  const size = config.crop ?? resized;
  const x = cropAxis(resized.width, size.width);
  const y = cropAxis(resized.height, size.height);
  const window = { left: x.from, top: y.from, width: x.length, height: y.length };
  const pixels = resize(image, resized, config.resize?.resample ?? "nearest", window);
  return toPixelValues(pixels, config, size, x.to, y.to);
}

/** The size of `pixel_values`, or undefined if it depends on the picture. */
export function pixelValuesSize({ resize, crop }: PreprocessorConfig): Size | undefined {
  return crop ?? (resize && "exactly" in resize ? resize.exactly : undefined);
}

/** A part of a picture, in its pixels. It may reach over the edge. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a picture that its `pixel_values` show: all of it, or what the crop leaves. A crop that is
 * larger than the picture reaches over its edge.
 *
 * @param image size of the upright picture
 */
export function visibleBox(image: Size, config: PreprocessorConfig): Box {
  const resized = resizedSize(image, config);
  const size = config.crop ?? resized;
  const [x, y] = [cropAxis(resized.width, size.width), cropAxis(resized.height, size.height)];
  const [across, down] = [image.width / resized.width, image.height / resized.height];
  return {
    left: (x.from - x.to) * across,
    top: (y.from - y.to) * down,
    width: size.width * across,
    height: size.height * down,
  };
}

/** Equals `get_resize_output_image_size` of transformers, which rounds the longer edge down. */
export function resizedSize({ width, height }: Size, { resize }: PreprocessorConfig): Size {
  if (resize === undefined) return { width, height };
  if ("exactly" in resize) return resize.exactly;
  const edge = resize.shortestEdge;
  return width <= height
    ? { width: edge, height: Math.trunc((edge * height) / width) }
    : { width: Math.trunc((edge * width) / height), height: edge };
}

/**
 * One axis of `center_crop` of transformers: `length` pixels from `from` go to `to`. A picture that
 * is smaller than the crop is centred on black, with an odd pixel before it.
 */
function cropAxis(size: number, wanted: number): { from: number; to: number; length: number } {
  return size >= wanted
    ? { from: Math.floor((size - wanted) / 2), to: 0, length: wanted }
    : { from: 0, to: Math.ceil((wanted - size) / 2), length: size };
}

/**
 * Rescales and normalises pixels, and puts the channels first.
 *
 * @param size size of the result, which is black outside the picture
 * @param left column of the result where the picture starts
 * @param top row of the result where the picture starts
 */
function toPixelValues(
  image: RgbImage,
  config: PreprocessorConfig,
  size: Size,
  left: number,
  top: number,
): PixelValues {
  const plane = size.width * size.height;
  const data = new Float32Array(3 * plane);
  const red = channelValues(config, 0);
  const green = channelValues(config, 1);
  const blue = channelValues(config, 2);
  data
    .fill(red[0] ?? 0, 0, plane)
    .fill(green[0] ?? 0, plane, 2 * plane)
    .fill(blue[0] ?? 0, 2 * plane);
  let from = 0;
  for (let y = 0; y < image.height; y++) {
    let to = (top + y) * size.width + left;
    for (const end = to + image.width; to < end; to++, from += 3) {
      data[to] = red[image.data[from] ?? 0] ?? 0;
      data[plane + to] = green[image.data[from + 1] ?? 0] ?? 0;
      data[2 * plane + to] = blue[image.data[from + 2] ?? 0] ?? 0;
    }
  }
  return { width: size.width, height: size.height, data };
}

/** The normalised value of each of the 256 bytes, in the same float32 steps as NumPy. */
function channelValues(
  { rescaleFactor, mean, std }: PreprocessorConfig,
  channel: number,
): Float32Array {
  const channelMean = Math.fround(mean[channel] ?? 0);
  const channelStd = Math.fround(std[channel] ?? 1);
  return Float32Array.from(
    { length: 256 },
    (_, byte) => Math.fround(Math.fround(byte * rescaleFactor) - channelMean) / channelStd,
  );
}
