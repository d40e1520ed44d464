import { env, InferenceSession, Tensor } from "onnxruntime-node";
import { ClassifierError } from "../errors.js";
import type { PixelValues } from "../image/preprocess.js";
import type { Size } from "../image/preprocessorConfig.js";

export const onnxruntimeVersion = env.versions.node ?? "";

/** One loaded model. `run` blocks the calling thread (as onnxruntime-node's native call does). */
export interface ModelSession {
  /** @returns one logit per label */
  run(pixelValues: PixelValues): Promise<Float32Array<ArrayBuffer>>;
}

/** What the model folder promises of `model.onnx`. */
export interface ModelContract {
  /** Size of `pixel_values`; undefined where it depends on the picture. */
  readonly size: Size | undefined;
  readonly labelCount: number;
}

/**
 * Loads an image-classification model and runs it once, so that a model that does not fit its
 * folder is refused here and the first request does not pay for first-run allocations.
 *
 * @param threads intra-op threads, 1 or more
 * @throws ClassifierError `InvalidModel`
 */
export async function openSession(
  onnxPath: string,
  threads: number,
  contract: ModelContract,
): Promise<ModelSession> {
  const native = await InferenceSession.create(onnxPath, {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    // Threads that spin for their next part of the work are faster by a tenth; as the inference
    // thread's priority is low, they give way to whatever else there is to do.
    extra: { session: { intra_op: { allow_spinning: "1" } } },
  }).catch((cause: unknown) => {
    throw new ClassifierError("InvalidModel", "model.onnx: ONNX Runtime cannot load it", { cause });
  });
  const input = soleInput(native, contract.size);
  const output =
    native.outputNames.find((name) => name === "logits") ?? native.outputNames[0] ?? "";

  const session: ModelSession = {
    async run({ data, width, height }) {
      const results = await native.run({ [input]: new Tensor(data, [1, 3, height, width]) }, [
        output,
      ]);
      const logits = results[output];
      if (!(logits?.data instanceof Float32Array)) {
        throw invalid(`${output}: expected float32 but received ${logits?.type}`);
      }
      return logits.data.slice();
    },
  };
  const { width, height } = contract.size ?? { width: 224, height: 224 };
  const logits = await session.run({ width, height, data: new Float32Array(3 * height * width) });
  if (logits.length !== contract.labelCount) {
    throw invalid(
      `${output}: expected ${contract.labelCount} logits, one for each label of config.json, but received ${logits.length}`,
    );
  }
  return session;
}

/** The name of the only input, which must take float32 pictures of the preprocessor's size. */
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
