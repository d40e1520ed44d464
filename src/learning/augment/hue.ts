import type { RgbImage } from "../../image/rgbImage.js";

/** The sixth of the colour circle in which each 8-bit hue lies … */
const sectors = Uint8Array.from({ length: 256 }, (_, hue) => Math.floor((hue * 6) / 255) % 6);
/** … and how far in it, 0 to 1. */
const fractions = Float32Array.from(
  { length: 256 },
  (_, hue) => (hue * 6) / 255 - Math.floor((hue * 6) / 255),
);

/**
 * Turns the hue of each pixel as torchvision's `adjust_hue` does for Pillow's images: to 8-bit HSV,
 * hue shifted, and back, with the roundings of `rgb2hsv_row` and `hsv2rgb` (libImaging/Convert.c).
 *
 * @param factor -0.5 to 0.5, of the whole circle
 */
export function adjustHue({ width, height, data }: RgbImage, factor: number): RgbImage {
  const shift = Math.trunc(factor * 255);
  const turned = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += 3) {
    const red = data[at] ?? 0;
    const green = data[at + 1] ?? 0;
    const blue = data[at + 2] ?? 0;
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    const hue = (hueOf(red, green, blue, value, chroma) + shift) & 255;
    writeHsv(turned, at, hue, saturationOf(value, chroma), value);
  }
  return { width, height, data: turned };
}

/** @returns 0 to 255, red being 0 */
function hueOf(red: number, green: number, blue: number, value: number, chroma: number): number {
  if (chroma === 0) return 0;
  const noRed = Math.fround((value - red) / chroma);
  const noGreen = Math.fround((value - green) / chroma);
  const noBlue = Math.fround((value - blue) / chroma);
  let sixths = 4 + noGreen - noRed;
  if (red === value) sixths = noBlue - noGreen;
  else if (green === value) sixths = 2 + noRed - noBlue;
  const turns = Math.fround(sixths) / 6 + 1;
  return Math.trunc(Math.fround(turns - Math.floor(turns)) * 255);
}

/** @returns 0 to 255 */
function saturationOf(value: number, chroma: number): number {
  return chroma === 0 ? 0 : Math.trunc(Math.fround(chroma / value) * 255);
}

function writeHsv(
  data: Uint8Array,
  at: number,
  hue: number,
  saturation: number,
  value: number,
): void {
  const share = Math.fround(saturation / 255);
  const fraction = fractions[hue] ?? 0;
  const low = Math.round(value * (1 - share));
  const falling = Math.round(value * (1 - Math.fround(share * fraction)));
  const rising = Math.round(value * (1 - share * (1 - fraction)));
  const sector = sectors[hue];
  if (sector === 0) write(data, at, value, rising, low);
  else if (sector === 1) write(data, at, falling, value, low);
  else if (sector === 2) write(data, at, low, value, rising);
  else if (sector === 3) write(data, at, low, falling, value);
  else if (sector === 4) write(data, at, rising, low, value);
  else write(data, at, value, low, falling);
}

function write(data: Uint8Array, at: number, red: number, green: number, blue: number): void {
  data[at] = red;
  data[at + 1] = green;
  data[at + 2] = blue;
}
