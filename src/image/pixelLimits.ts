import { ClassifierError } from "../errors.js";

/** How large a decoded picture may be. */
export interface PixelLimits {
  /** Of width × height. */
  readonly pixels: number;
  /** Of the longer side. */
  readonly side: number;
}

/** @throws ClassifierError `TooManyPixels`, `TooLongSide` */
export function checkSize(width: number, height: number, { pixels, side }: PixelLimits): void {
  const size = `The picture has ${width} × ${height} pixels`;
  if (width * height > pixels) {
    throw new ClassifierError("TooManyPixels", `${size}; at most ${pixels} are accepted.`);
  }
  if (Math.max(width, height) > side) {
    throw new ClassifierError("TooLongSide", `${size}; a side may have at most ${side}.`);
  }
}
