import { ClassifierError } from "../errors.js";

/** How large a decoded picture may be. */
export interface PixelLimits {
  /** Of width × height. */
  readonly pixels: number;
  /** Of the longer side. */
  readonly side: number;
}

/**
 * @param weight pixels that one of this format counts as
 * @throws ClassifierError `TooManyPixels`, `TooLongSide`
 */
export function checkSize(
  width: number,
  height: number,
  { pixels, side }: PixelLimits,
  weight = 1,
): void {
  const size = `The picture has ${width} × ${height} pixels`;
  if (width * height * weight > pixels) throw tooManyPixels(size, pixels, weight);
  if (Math.max(width, height) > side) {
    const detail = `${size}; a side may have at most ${side} (setting MAX_IMAGE_SIDE). Scale it down.`;
    throw new ClassifierError("TooLongSide", detail);
  }
}

/** @param size how many pixels it has, as the start of a sentence */
export function tooManyPixels(size: string, pixels: number, weight: number): ClassifierError {
  const most = toPixelText(Math.floor(pixels / weight));
  const times = weight > 1 ? `; a pixel of this format counts as ${weight}` : "";
  const detail = `${size}; at most ${most} are accepted (setting MAX_IMAGE_PIXELS${times}). Scale it down.`;
  return new ClassifierError("TooManyPixels", detail);
}

/** `50 megapixels`, `16.7 megapixels`; below one `2866 pixels`. */
function toPixelText(pixels: number): string {
  return pixels < 1e6 ? `${pixels} pixels` : `${Math.round(pixels / 1e5) / 10} megapixels`;
}
