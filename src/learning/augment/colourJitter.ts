import type { RgbImage } from "../../image/rgbImage.js";
import { adjustHue } from "./hue.js";
import { shuffle, uniform, type Random } from "../random.js";

/** One change of a picture's colours. */
export interface Adjustment {
  readonly kind: "brightness" | "contrast" | "saturation" | "hue";
  /** For hue a share of the colour circle, neutral at 0; for the others a factor, neutral at 1. */
  readonly factor: number;
}

/** Largest distance of a factor from its neutral value. */
const STRENGTH = 0.4;

/** Draws the four adjustments in a random order, as torchvision's `ColorJitter` does. */
export function randomAdjustments(random: Random): Adjustment[] {
  const kinds = ["brightness", "contrast", "saturation", "hue"] as const;
  return shuffle(random, kinds).map((kind) => {
    const neutral = kind === "hue" ? 0 : 1;
    return { kind, factor: uniform(random, neutral - STRENGTH, neutral + STRENGTH) };
  });
}

/** Adjusts colours to the same bytes as Pillow's `ImageEnhance` and torchvision's `adjust_hue`. */
export function adjust(image: RgbImage, { kind, factor }: Adjustment): RgbImage {
  switch (kind) {
    case "brightness":
      return blendWithGrey(image, 0, factor);
    case "contrast":
      return blendWithGrey(image, meanLuma(image.data), factor);
    case "saturation":
      return blendWithLuma(image, factor);
    case "hue":
      return adjustHue(image, factor);
  }
}

function blendWithGrey({ width, height, data }: RgbImage, grey: number, factor: number): RgbImage {
  const weight = Math.fround(factor);
  const blends = Uint8Array.from({ length: 256 }, (_, byte) => blend(grey, byte, weight));
  const blended = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) blended[i] = blends[data[i] ?? 0] ?? 0;
  return { width, height, data: blended };
}

function blendWithLuma({ width, height, data }: RgbImage, factor: number): RgbImage {
  const weight = Math.fround(factor);
  const blended = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    const grey = luma(data, at);
    for (let i = at; i < at + 3; i++) blended[i] = blend(grey, data[i] ?? 0, weight);
  }
  return { width, height, data: blended };
}

/** Pillow's `Image.blend` (libImaging/Blend.c): float32 steps, clipped, rounded towards zero. */
function blend(from: number, to: number, weight: number): number {
  const value = Math.fround(from + Math.fround(weight * (to - from)));
  return Math.trunc(Math.min(255, Math.max(0, value)));
}

function meanLuma(data: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < data.length; at += 3) sum += luma(data, at);
  return Math.trunc(sum / (data.length / 3) + 0.5);
}

/** ITU-R 601-2's luma in 16-bit fixed point, as Pillow's `convert("L")` computes it. */
function luma(data: Uint8Array, at: number): number {
  const red = data[at] ?? 0;
  const green = data[at + 1] ?? 0;
  const blue = data[at + 2] ?? 0;
  return (red * 19_595 + green * 38_470 + blue * 7_471 + 32_768) >> 16;
}
