import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";

/** What the graph of a BEiT classifier depends on. */
export interface BeitConfig {
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly intermediateSize: number;
  readonly activation: Activation;
  readonly layerNormEpsilon: number;
  /** Side of the square picture, in pixels. */
  readonly imageSize: number;
  /** Side of a square patch, in pixels. */
  readonly patchSize: number;
  readonly positionEmbeddings: boolean;
  /** A position bias of its own in each layer … */
  readonly layerPositionBias: boolean;
  /** … or one for all of them. */
  readonly sharedPositionBias: boolean;
  readonly layerScale: boolean;
  /** Which tokens the classifier sees: the mean of the patches or the class token. */
  readonly pooling: "mean" | "cls";
}

/** Hugging Face names; gelu_new and gelu_pytorch_tanh are the same approximation of gelu. */
const activations = ["gelu", "gelu_new", "gelu_pytorch_tanh", "relu"] as const;
export type Activation = (typeof activations)[number];

/**
 * Bounds of what is made of a few bytes: the position bias of a layer has heads × tokens² numbers,
 * whatever its table has. The largest BEiT (640 pixels, 16 heads, 24 layers) has 1,601 tokens, 41
 * million numbers in one bias and 984 million in all.
 */
const MAX_IMAGE_SIDE = 2048;
const MAX_TOKENS = 64 ** 2 + 1;
const MAX_BIAS = 64 * 2 ** 20;
const MAX_BIAS_OF_ALL_LAYERS = 2 ** 30;
const MAX_TOKEN_NUMBERS = 16 * 2 ** 20;

const count = z.number().int().min(1).max(65_536);
/** A number, or the same number for height and width. */
const square = z.union([
  count,
  z
    .tuple([count, count])
    .refine(([height, width]) => height === width, "only squares are supported")
    .transform(([side]) => side),
]);

/** Defaults are those of transformers' `configuration_beit.py`, which leaves them out of the file. */
const schema = z
  .looseObject({
    model_type: z.literal("beit"),
    hidden_size: count.default(768),
    num_hidden_layers: count.default(12),
    num_attention_heads: count.default(12),
    intermediate_size: count.default(3072),
    hidden_act: z.enum(activations).default("gelu"),
    layer_norm_eps: z.number().min(0).max(1).default(1e-12),
    image_size: square.default(224),
    patch_size: square.default(16),
    num_channels: z.literal(3).default(3),
    use_absolute_position_embeddings: z.boolean().default(false),
    use_relative_position_bias: z.boolean().default(false),
    use_shared_relative_position_bias: z.boolean().default(false),
    layer_scale_init_value: z.number().default(0.1),
    use_mean_pooling: z.boolean().default(true),
  })
  .refine((config) => config.hidden_size % config.num_attention_heads === 0, {
    path: ["num_attention_heads"],
    message: "does not divide hidden_size",
  })
  .refine((config) => config.patch_size <= config.image_size, {
    path: ["patch_size"],
    message: "is larger than image_size",
  });

/**
 * Reads a parsed `config.json` of `BeitForImageClassification`.
 *
 * @throws ClassifierError `InvalidCheckpoint`, naming the key
 */
export function toBeitConfig(json: unknown): BeitConfig {
  const { data, error } = schema.safeParse(json);
  if (error) {
    const detail = `config.json: ${firstIssue(error, "the file")}`;
    throw new ClassifierError("InvalidCheckpoint", detail);
  }
  const config: BeitConfig = {
    hiddenSize: data.hidden_size,
    layers: data.num_hidden_layers,
    heads: data.num_attention_heads,
    intermediateSize: data.intermediate_size,
    activation: data.hidden_act,
    layerNormEpsilon: data.layer_norm_eps,
    imageSize: data.image_size,
    patchSize: data.patch_size,
    positionEmbeddings: data.use_absolute_position_embeddings,
    layerPositionBias: data.use_relative_position_bias,
    sharedPositionBias: data.use_shared_relative_position_bias,
    layerScale: data.layer_scale_init_value > 0,
    pooling: data.use_mean_pooling ? "mean" : "cls",
  };
  checkBounds(config);
  return config;
}

function checkBounds(config: BeitConfig): void {
  const { hiddenSize, layers, heads, imageSize } = config;
  const refuse = (key: string, problem: string): never => {
    throw new ClassifierError("InvalidCheckpoint", `config.json: ${key}: ${problem}`);
  };
  if (imageSize > MAX_IMAGE_SIDE) {
    refuse("image_size", `${imageSize} pixels; at most ${MAX_IMAGE_SIDE} are supported`);
  }
  const tokens = patchesPerSide(config) ** 2 + 1;
  if (tokens > MAX_TOKENS) {
    refuse(
      "patch_size",
      `makes ${tokens} tokens of a picture; at most ${MAX_TOKENS} are supported`,
    );
  }
  if (tokens * hiddenSize > MAX_TOKEN_NUMBERS) {
    const what = `${hiddenSize} numbers for each of ${tokens} tokens`;
    refuse("hidden_size", `${what} are too many; at most ${MAX_TOKEN_NUMBERS} are supported`);
  }
  if (!config.layerPositionBias && !config.sharedPositionBias) return;
  const bias = heads * tokens ** 2;
  if (bias > MAX_BIAS) {
    const what = `${heads} heads of ${tokens} × ${tokens} position biases`;
    refuse("num_attention_heads", `${what} are too many; at most ${MAX_BIAS} are supported`);
  }
  const all = config.layerPositionBias ? layers * bias : bias;
  if (all > MAX_BIAS_OF_ALL_LAYERS) {
    const what = `${layers} layers of ${bias} position biases`;
    refuse("num_hidden_layers", `${what} are too many; at most ${MAX_BIAS_OF_ALL_LAYERS} in all`);
  }
}

/** Patches along one side of the picture. */
export function patchesPerSide({ imageSize, patchSize }: BeitConfig): number {
  return Math.floor(imageSize / patchSize);
}
