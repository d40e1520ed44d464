/** A decoded picture: 8-bit RGB, rows from the top, three bytes per pixel, no padding. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** width × height × 3 bytes */
  readonly data: Uint8Array;
}
