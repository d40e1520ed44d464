import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import { ClassifierError } from "../../errors.js";
import { usableCores } from "../../inference/cores.js";
import type { PixelLimits } from "../../image/decode.js";
import type { PicturePipeline } from "../../inference/picturePipeline.js";
import { encoderId, type ModelFolder } from "../../inference/modelFolder.js";
import { modelHasNoFeatures } from "../../inference/modelHasNoFeatures.js";
import { openPipeline } from "./openPipeline.js";

/** Pictures in work at the same time: some are read while others are in inference. */
const CONCURRENCY = usableCores() + 4;

/** A picture, or a view of one, that is shown to a model. */
export interface Shown {
  /** Identifies its content; usable in a file name. */
  readonly key: string;
  /** Its encoded bytes. */
  read(): Promise<Uint8Array>;
}

/** A model, and which of its outputs is asked for. */
export interface Predictor extends Pick<
  ModelFolder,
  "name" | "onnxPath" | "version" | "labels" | "preprocessor"
> {
  readonly output: "logits" | "features";
}

/** A model's output for one picture. */
export interface Output {
  /** One value per label of the model, or per feature. */
  readonly values: Float32Array;
  /** Milliseconds of all the model's cores that the inference took; undefined where the output came from the cache. */
  readonly milliseconds: number | undefined;
}

/**
 * Shows every picture to a model, by the same threads as the service. The outputs are cached by
 * the model's version and the picture's content, so a stopped run continues where it was.
 *
 * @param cache folder of the outputs
 * @param progress called with the number of pictures that are done
 * @returns for each picture, in their order, an output or why it cannot be decoded
 * @throws ClassifierError `ModelHasNoFeatures`, and where another try can succeed
 */
export async function predict(
  model: Predictor,
  pictures: readonly Shown[],
  limits: PixelLimits,
  cache: string,
  progress: (done: number) => void,
): Promise<(Output | ClassifierError)[]> {
  const folder = join(cache, `${encoderId(model)}-${model.output}`);
  await mkdir(folder, { recursive: true });
  const pipeline = openPipeline(model, limits, CONCURRENCY);
  let done = 0;
  const outputOne = async (picture: Shown): Promise<Output | ClassifierError> => {
    const path = join(folder, `${picture.key}.f32`);
    const output = await outputOf(model, pipeline, picture, path);
    progress(++done);
    return output;
  };
  try {
    return await pMap(pictures, outputOne, { concurrency: CONCURRENCY });
  } finally {
    await pipeline.close();
  }
}

/** @throws what is not the fault of a picture: another try may succeed, or the service has a defect */
function toPictureFailure(error: unknown): ClassifierError {
  if (error instanceof ClassifierError && !error.retryable && error.status < 500) return error;
  throw error;
}

async function outputOf(
  { name, output }: Predictor,
  pipeline: PicturePipeline,
  picture: Shown,
  path: string,
): Promise<Output | ClassifierError> {
  const known = await readFile(path).catch(() => undefined);
  if (known) {
    const bytes = new Uint8Array(known);
    return { values: new Float32Array(bytes.buffer), milliseconds: undefined };
  }
  const inferring = picture.read().then((bytes) => pipeline.infer(bytes));
  const inference = await inferring.catch(toPictureFailure);
  if (inference instanceof ClassifierError) return inference;
  const values = inference[output];
  if (!values) throw modelHasNoFeatures(name);
  // Renamed when complete, because the next run trusts the file. The name is unique, because the same
  // picture may be in work twice.
  const staged = `${path}.${randomUUID()}`;
  await writeFile(staged, new Uint8Array(values.buffer));
  await rename(staged, path);
  const { timings } = inference;
  return { values, milliseconds: timings.inference * timings.share };
}
