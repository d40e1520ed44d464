import type { ErrorCode } from "../errors.js";
import type { PixelLimits } from "./pixelLimits.js";
import type { PreparedPicture } from "./prepare.js";
import type { PreprocessorConfig } from "./preprocessorConfig.js";
import type { JpegDecoding } from "./shrink.js";

/** To the process that decodes: one picture, and the next when it has been answered. */
export interface ToDecoder {
  readonly picture: Uint8Array;
  readonly limits: PixelLimits;
  readonly preprocessor: PreprocessorConfig;
  readonly jpegDecode: JpegDecoding;
}

export type FromDecoder =
  | { readonly type: "ready" }
  | { readonly type: "prepared"; readonly prepared: PreparedPicture }
  | {
      readonly type: "failed";
      readonly code: ErrorCode;
      readonly message: string;
      /** What the log should have of the cause. */
      readonly reason: string;
    };
