import type { PixelLimits } from "../image/decode.js";
import type { PreprocessorConfig } from "../image/preprocessorConfig.js";
import type { SessionOptions } from "./session.js";
import type { ThreadError } from "./threadError.js";

/** What the pipeline needs before it can score pictures. */
export interface PipelineOptions {
  readonly session: SessionOptions;
  readonly preprocessor: PreprocessorConfig;
  readonly limits: PixelLimits;
}

/** To the pipeline: first the model, then pictures to score, last the wish that it ends. */
export type ToPipeline =
  | { readonly type: "load"; readonly options: PipelineOptions }
  | { readonly type: "infer"; readonly id: number; readonly picture: Uint8Array }
  | { readonly type: "close" };

/** From the pipeline: the model is loaded or cannot be; a picture is scored or cannot be. */
export type FromPipeline =
  | { readonly type: "ready"; readonly versions: RuntimeVersions }
  | { readonly type: "unusable"; readonly error: ThreadError }
  | { readonly type: "inferred"; readonly id: number; readonly inference: Inference }
  | { readonly type: "failed"; readonly id: number; readonly error: ThreadError };

/** What the model says of one picture. */
export interface Inference {
  readonly logits: Float32Array<ArrayBuffer>;
  /** What heads take, where there are any. */
  readonly features: Float32Array<ArrayBuffer> | undefined;
  /** Size of the decoded picture, upright. */
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
}

/** Milliseconds that a picture spent in each stage of the pipeline. */
export interface Timings {
  /** In sharp, beside other pictures. */
  readonly decode: number;
  readonly preprocess: number;
  readonly inference: number;
}

/** Of the libraries that do the work. */
export interface RuntimeVersions {
  readonly onnxruntime: string;
  readonly sharp: string;
  readonly libvips: string;
}
