import type { PixelLimits } from "../image/decode.js";
import type { PreprocessorConfig } from "../image/preprocessorConfig.js";
import type { JpegDecoding } from "../image/shrink.js";
import type { GivenOutputs, SessionOptions, SessionOutputs } from "./session.js";
import type { ThreadError } from "./threadError.js";

/**
 * How a picture is decoded: as the setting says (`served`); to all its pixels (`exact`); or it has the
 * model's size, and is not resized or cropped (`ready`).
 */
export type Decoding = "served" | "exact" | "ready";

/** Options of the pipeline. */
export interface PipelineOptions {
  readonly session: SessionOptions;
  readonly preprocessor: PreprocessorConfig;
  readonly limits: PixelLimits;
  readonly jpegDecode: JpegDecoding;
}

/**
 * Messages to the pipeline: first the model, then pictures and those whose callers have left, last a
 * request to end.
 */
export type ToPipeline =
  | { readonly type: "load"; readonly options: PipelineOptions }
  | {
      readonly type: "infer";
      readonly id: number;
      readonly picture: Uint8Array;
      /** Nobody waits for it with a deadline: it is an upload, or part of a batch. */
      readonly isPatient: boolean;
      /** Asks for the maps too. */
      readonly explains: boolean;
      readonly decoding: Decoding;
    }
  | { readonly type: "leave"; readonly id: number }
  | { readonly type: "close" };

/**
 * Messages from the pipeline: the outcome of loading the model, and of each picture. A costly picture
 * is announced before it is decoded, so that others are sent meanwhile.
 */
export type FromPipeline =
  | { readonly type: "ready"; readonly model: RunningModel }
  | { readonly type: "unusable"; readonly error: ThreadError }
  | { readonly type: "costly"; readonly id: number }
  | { readonly type: "inferred"; readonly id: number; readonly inference: Inference }
  | { readonly type: "failed"; readonly id: number; readonly error: ThreadError };

/** The output of the model for one picture. */
export interface Inference extends SessionOutputs {
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
}

/** Milliseconds of a picture in each stage of the pipeline. */
export interface Timings {
  /** Includes waiting for other pictures: in sharp, and of costly ones for memory. */
  readonly decode: number;
  readonly preprocess: number;
  readonly inference: number;
  /** Share of the model's cores that the inference took, 0 to 1. */
  readonly share: number;
}

/** What is known of a model when it is loaded. */
export interface RunningModel {
  readonly versions: RuntimeVersions;
  /** What its graph gives besides the logits. */
  readonly gives: GivenOutputs;
}

/** Versions of the libraries that do the work. */
export interface RuntimeVersions {
  readonly onnxruntime: string;
  readonly sharp: string;
  readonly libvips: string;
}
