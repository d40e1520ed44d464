/** A decoded picture: 8-bit RGB, rows from the top, three bytes a pixel, no padding. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes */
  readonly data: Uint8Array;
}

/** Pixels as the decoder gives them: red, green, blue; or cyan, magenta, yellow, black. */
export interface DecodedPixels extends RgbImage {
  readonly channels: 3 | 4;
  /** width × height × channels bytes */
  readonly data: Uint8Array;
}

/**
 * Pixels in RGB. libvips converts CMYK through a press profile; Pillow uses the plain formula
 * `255 - K - C × (255 - K) / 255`, rounded as its MULDIV255 macro does (libImaging/Convert.c).
 */
export function toRgb({ width, height, channels, data }: DecodedPixels): RgbImage {
  if (channels === 3) return { width, height, data };
  const rgb = new Uint8ClampedArray(width * height * 3);
  for (let from = 0, to = 0; from < data.length; from += 4) {
    const white = 255 - (data[from + 3] ?? 0);
    for (let channel = 0; channel < 3; channel++) {
      const product = (data[from + channel] ?? 0) * white + 128;
      rgb[to++] = white - (((product >> 8) + product) >> 8);
    }
  }
  return { width, height, data: new Uint8Array(rgb.buffer) };
}
