import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { firstIssue } from "../firstIssue.js";
import { isFilter, type Filter } from "./resampleWeights.js";

/** The content of `preprocessor_config.json`, with legacy spellings resolved. */
export interface PreprocessorConfig {
  /** Target size before cropping. Undefined means no resizing. */
  readonly resize: (ResizeTarget & { readonly resample: "nearest" | Filter }) | undefined;
  /** Size of the centre crop. Undefined means no cropping. */
  readonly crop: Size | undefined;
  /** Factor from a byte to the range of mean and std. 1 means no rescaling. */
  readonly rescaleFactor: number;
  /** Mean and std of red, green and blue. 0 and 1 mean no normalisation. */
  readonly mean: PerChannel;
  readonly std: PerChannel;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** An exact size, or the length of the shorter edge with the same aspect ratio. */
export type ResizeTarget = { readonly exactly: Size } | { readonly shortestEdge: number };

type PerChannel = readonly [red: number, green: number, blue: number];

/** Processors (by prefix) for which an integer size is the side of a square. */
const squareProcessors = ["Beit", "ViT", "DeiT", "EfficientNet", "Swin", "Segformer"];
/** Processors (by prefix) for which an integer size is the shorter edge. */
const shortestEdgeProcessors = [
  "Bit",
  "CLIP",
  "ConvNext",
  "MobileNetV1",
  "MobileNetV2",
  "PoolFormer",
];

/** Keys that do not change `pixel_values`. */
const harmlessKeys = new Set(
  `image_processor_type feature_extractor_type processor_class auto_map _valid_processor_keys
  do_convert_rgb do_reduce_labels reduce_labels default_to_square data_format input_data_format
  return_tensors device disable_grouping`.split(/\s+/),
);

const side = z.number().int().min(1).max(65_535);
const square = side.transform((length) => ({ width: length, height: length }));
const exactSize = z.strictObject({ height: side, width: side });
const triple = z.tuple([z.number(), z.number(), z.number()]);
const perChannel = z.union([
  triple,
  z.number().transform((value): PerChannel => [value, value, value]),
]);

const schema = z.looseObject({
  image_processor_type: z.string().optional(),
  feature_extractor_type: z.string().optional(),
  do_resize: z.boolean(),
  size: z.union([side, exactSize, z.strictObject({ shortest_edge: side })]).nullish(),
  resample: z.number().int().nullish(),
  do_center_crop: z.boolean().nullish(),
  crop_size: z.union([square, exactSize]).nullish(),
  crop_pct: z.number().positive().max(1).nullish(),
  // The oldest files lack these two keys. Their feature extractors always divided by 255.
  do_rescale: z.boolean().default(true),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  do_normalize: z.boolean(),
  image_mean: perChannel.nullish(),
  image_std: perChannel.nullish(),
});

type Raw = z.infer<typeof schema>;

/**
 * Reads a parsed `preprocessor_config.json` as Hugging Face's image processors do (transformers,
 * `image_processing_*.py`).
 *
 * @throws ClassifierError `InvalidModel`, with the key that is missing, unknown or out of range
 */
export function toPreprocessorConfig(json: unknown): PreprocessorConfig {
  const { data: raw, error } = schema.safeParse(json);
  if (error)
    throw new ClassifierError(
      "InvalidModel",
      `preprocessor_config.json: ${firstIssue(error, "the file")}`,
    );
  for (const [key, value] of Object.entries(raw)) {
    // An unknown key that is on would make every answer wrong without notice.
    const known = key in schema.shape || harmlessKeys.has(key);
    if (!known && value) throw invalid(key, "is not supported");
  }
  return {
    ...toGeometry(raw),
    rescaleFactor: raw.do_rescale ? raw.rescale_factor : 1,
    mean: raw.do_normalize ? required(raw.image_mean, "image_mean") : [0, 0, 0],
    std: raw.do_normalize ? required(raw.image_std, "image_std") : [1, 1, 1],
  };
}

function toGeometry(raw: Raw): Pick<PreprocessorConfig, "resize" | "crop"> {
  const crop = raw.do_center_crop ? required(raw.crop_size, "crop_size") : undefined;
  if (!raw.do_resize) return { resize: undefined, crop };
  const resample = toResample(required(raw.resample, "resample"));
  const target = toResizeTarget(raw);
  if (!raw.crop_pct) return { resize: { ...target, resample }, crop };

  // crop_pct means: resize to slightly more than the target, then crop the centre. ConvNeXT
  // squashes instead if the target is 384 or more, and crops to `size`, not to `crop_size`.
  if (!("shortestEdge" in target)) throw invalid("crop_pct", "needs a size with shortest_edge");
  const edge = target.shortestEdge;
  const exactly = { width: edge, height: edge };
  const convNext = processorName(raw).startsWith("ConvNext");
  if (convNext && edge >= 384) return { resize: { exactly, resample }, crop };
  const shortestEdge = Math.trunc(edge / raw.crop_pct);
  return { resize: { shortestEdge, resample }, crop: convNext ? exactly : crop };
}

function toResizeTarget(raw: Raw): ResizeTarget {
  const size = required(raw.size, "size");
  if (typeof size === "object") {
    return "shortest_edge" in size ? { shortestEdge: size.shortest_edge } : { exactly: size };
  }
  const name = processorName(raw);
  const isOneOf = (processors: string[]): boolean => processors.some((p) => name.startsWith(p));
  if (isOneOf(squareProcessors)) return { exactly: { width: size, height: size } };
  if (isOneOf(shortestEdgeProcessors)) return { shortestEdge: size };
  throw invalid(
    "size",
    `an integer is ambiguous for ${name || "an unnamed processor"}; write {"height","width"} or {"shortest_edge"}`,
  );
}

function processorName(raw: Raw): string {
  return raw.image_processor_type ?? raw.feature_extractor_type ?? "";
}

function toResample(code: number): "nearest" | Filter {
  if (code === 0) return "nearest";
  if (isFilter(code)) return code;
  throw invalid("resample", `expected one of Pillow's filters, 0 to 5, but received ${code}`);
}

function required<T>(value: T | null | undefined, key: string): T {
  if (value === undefined || value === null) throw invalid(key, "is missing");
  return value;
}

function invalid(key: string, message: string): ClassifierError {
  return new ClassifierError("InvalidModel", `preprocessor_config.json: ${key}: ${message}`);
}
