import type { ErrorCode } from "../errors.js";
import type { PixelLimits } from "./pixelLimits.js";
import type { RgbImage } from "./rgbImage.js";

/** To the process that decodes: one picture, and the next when it has been answered. */
export interface ToDecoder {
  readonly picture: Uint8Array;
  readonly limits: PixelLimits;
}

export type FromDecoder =
  | { readonly type: "ready" }
  | { readonly type: "decoded"; readonly image: RgbImage }
  | {
      readonly type: "failed";
      readonly code: ErrorCode;
      readonly message: string;
      /** What the log should have of the cause. */
      readonly reason: string;
    };
