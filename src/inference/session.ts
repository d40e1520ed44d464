import { env, InferenceSession, Tensor } from "onnxruntime-node";
import { ClassifierError } from "../errors.js";
import type { PixelValues } from "../image/preprocess.js";
import type { Size } from "../image/preprocessorConfig.js";
import { refuseOrtTelemetry } from "./ortTelemetry.js";
import { outputNames } from "./outputNames.js";

export const onnxruntimeVersion = env.versions.node ?? "";

/** A loaded model. `run` blocks the calling thread, as the native call of onnxruntime-node does. */
export interface ModelSession {
  /** What the graph gives besides the logits. */
  readonly gives: GivenOutputs;
  /**
   * Runs the model.
   *
   * @returns one logit per label
   */
  run(pixelValues: PixelValues): Promise<Float32Array<ArrayBuffer>>;
  /**
   * Runs the model.
   *
   * @param explains asks for the maps too
   * @returns the logits, and the other outputs as far as the graph has them
   */
  runAll(pixelValues: PixelValues, explains?: boolean): Promise<SessionOutputs>;
}

/** Which of the optional outputs a graph has; {@link outputNames} describes them. */
export interface GivenOutputs {
  /** Number of features; undefined if there are none. */
  readonly featureCount: number | undefined;
  readonly featureMap: boolean;
  readonly classMap: boolean;
}

export interface SessionOutputs {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly features: Float32Array<ArrayBuffer> | undefined;
  /** Only for those who ask; one plane for each feature. */
  readonly featureMap: OutputMap | undefined;
  /** Only for those who ask; of the best label. */
  readonly classMap: OutputMap | undefined;
}

/** Numbers for each cell of the picture. */
export interface OutputMap {
  /** [planes, rows, columns] in row-major order */
  readonly values: Float32Array<ArrayBuffer>;
  readonly rows: number;
  readonly columns: number;
}

/** What `model.onnx` must fulfil, according to the model folder. */
export interface ModelContract {
  /** Size of `pixel_values`; undefined if it depends on the picture. */
  readonly size: Size | undefined;
  readonly labelCount: number;
  /** Number of features in the output `features`; undefined if no head needs them. */
  readonly featureCount?: number | undefined;
}

/** Options for opening a session. */
export interface SessionOptions {
  readonly onnxPath: string;
  /** Intra-op threads, 1 or more. */
  readonly threads: number;
  readonly contract: ModelContract;
}

/**
 * Loads an image-classification model and checks that it fits its folder. If the graph does not
 * state the number of logits, a test run finds it.
 *
 * @param threads intra-op threads, 1 or more
 * @param weights `packed` copies them to the fastest layout; `mapped` uses them directly from the
 *   file, which is enough for a single run
 * @throws ClassifierError `InvalidModel`
 */
export async function openSession(
  onnxPath: string,
  threads: number,
  contract: ModelContract,
  weights: "packed" | "mapped" = "packed",
): Promise<ModelSession> {
  refuseOrtTelemetry();
  const native = await InferenceSession.create(onnxPath, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    enableMemPattern: false, // BEiT takes 12 MB less, in the same time.
    extra: {
      session: {
        intra_op: { allow_spinning: "1", spin_duration_us: SPIN_MICROSECONDS },
        disable_prepacking: weights === "mapped" ? "1" : "0",
      },
    },
  }).catch((cause: unknown) => {
    throw new ClassifierError("InvalidModel", "model.onnx: ONNX Runtime cannot load it", { cause });
  });
  const input = soleInput(native, contract.size);
  const output =
    native.outputNames.find((name) => name === "logits") ?? native.outputNames[0] ?? "";

  const { features, featureMap, classMap } = outputNames;
  const has = (name: string): boolean => native.outputNames.includes(name);
  const { labelCount, featureCount } = contract;
  checkOutput(native, output, labelCount);
  if (featureCount !== undefined) checkOutput(native, features, featureCount);
  const always = has(features) ? [output, features] : [output];
  const maps = [featureMap, classMap].filter(has);

  async function runAll(pixelValues: PixelValues, explains = false): Promise<SessionOutputs> {
    const { data, width, height } = pixelValues;
    const feeds = { [input]: new Tensor(data, [1, 3, height, width]) };
    const results = await native.run(feeds, explains ? [...always, ...maps] : always);
    const logits = toValues(output, results[output]);
    checkLength(output, labelCount, logits.length);
    const toFeatures = (result: Tensor): Float32Array<ArrayBuffer> => {
      const values = toValues(features, result);
      checkLength(features, featureCount ?? values.length, values.length);
      return values;
    };
    return {
      logits,
      features: results[features] && toFeatures(results[features]),
      featureMap: results[featureMap] && toMap(featureMap, results[featureMap]),
      classMap: results[classMap] && toMap(classMap, results[classMap]),
    };
  }
  let stated = has(features) ? statedLength(native, features) : undefined;
  if (always.some((name) => statedLength(native, name) === undefined)) {
    const { width, height } = contract.size ?? { width: 224, height: 224 };
    const tried = await runAll({ width, height, data: new Float32Array(3 * height * width) });
    stated = tried.features?.length;
  }
  return {
    gives: { featureCount: stated, featureMap: has(featureMap), classMap: has(classMap) },
    runAll,
    run: async (pixelValues) => (await runAll(pixelValues)).logits,
  };
}

/**
 * How long threads spin for work. Those that sleep at once make an inference a tenth slower, and so do
 * those that spin for 20 microseconds where others want the cores. Those that spin as long as ONNX Runtime
 * lets them take the core that decodes the next picture (bench/README.md).
 */
const SPIN_MICROSECONDS = "100";

/** The values of an output in a buffer of their own. */
function toValues(name: string, result: Tensor | undefined): Float32Array<ArrayBuffer> {
  if (result?.data instanceof Float32Array) return result.data.slice();
  throw wrongOutput(name, "float32", result?.type);
}

/** An output of one picture whose last axes are rows and columns. */
function toMap(name: string, result: Tensor): OutputMap {
  const [rows = 0, columns = 0] = result.dims.slice(-2);
  return { values: toValues(name, result), rows, columns };
}

/** Checks that the graph has this output, with the right type and length. */
function checkOutput(native: InferenceSession, name: string, expected: number): void {
  const output = native.outputMetadata.find((output) => output.name === name);
  if (!output) throw invalid(`has no output ${name}, which the heads need`);
  const type = output.isTensor ? output.type : "no tensor";
  if (type !== "float32") throw wrongOutput(name, "float32", type);
  checkLength(name, expected, statedLength(native, name) ?? expected);
}

/**
 * The number of values per picture of an output, if the graph states it. The first axis is the
 * batch.
 */
function statedLength(native: InferenceSession, name: string): number | undefined {
  const output = native.outputMetadata.find((output) => output.name === name);
  if (!output?.isTensor) return undefined;
  let length = 1;
  for (const axis of output.shape.slice(1)) {
    if (typeof axis !== "number" || axis <= 0) return undefined;
    length *= axis;
  }
  return length;
}

function checkLength(name: string, expected: number | undefined, actual: number): void {
  if (actual === expected) return;
  const what = name === outputNames.features ? "" : " logits, one per label of config.json,";
  throw wrongOutput(name, `${expected}${what}`, actual);
}

const wrongOutput = (name: string, expected: string, actual?: string | number): ClassifierError =>
  invalid(`${name}: expected ${expected} but received ${actual}`);

/** The name of the only input, which must accept float32 pictures of the preprocessed size. */
function soleInput(native: InferenceSession, size: Size | undefined): string {
  const [input, ...others] = native.inputMetadata;
  if (!input || others.length > 0) {
    throw invalid(`expected one input but found ${native.inputNames.join(", ") || "none"}`);
  }
  if (!input.isTensor || input.type !== "float32") throw invalid(`${input.name}: expected float32`);
  const expected = [undefined, 3, size?.height, size?.width];
  const fits =
    input.shape.length === 4 &&
    expected.every((length, axis) => {
      const actual = input.shape[axis];
      return typeof actual !== "number" || length === undefined || actual <= 0 || actual === length;
    });
  if (!fits) {
    throw invalid(
      `${input.name}: shape [${input.shape.join(", ")}] does not take the [1, 3, ${size?.height ?? "height"}, ${size?.width ?? "width"}] of preprocessor_config.json`,
    );
  }
  return input.name;
}

function invalid(message: string): ClassifierError {
  return new ClassifierError("InvalidModel", `model.onnx: ${message}`);
}
