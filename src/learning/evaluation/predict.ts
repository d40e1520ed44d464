import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import type { PixelLimits } from "../../image/decode.js";
import { pixelValuesSize } from "../../image/preprocess.js";
import { usableCores } from "../../inference/cores.js";
import { PicturePipeline } from "../../inference/picturePipeline.js";
import { encoderId, type ModelFolder } from "../../inference/modelFolder.js";
import { modelHasNoFeatures } from "../../inference/modelHasNoFeatures.js";

/** Pictures in work at the same time: some are read while others are in inference. */
const CONCURRENCY = 6;

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
  /** Milliseconds of the inference; undefined where the output came from the cache. */
  readonly milliseconds: number | undefined;
}

/**
 * Shows every picture to a model, by the same threads as the service. The outputs are cached by
 * the model's version and the picture's content, so a stopped run continues where it was.
 *
 * @param cache folder of the outputs
 * @param progress called with the number of pictures that are done
 * @returns an output for each picture, in their order
 * @throws ClassifierError as `decode` and the session do; `ModelHasNoFeatures`
 */
export async function predict(
  model: Predictor,
  pictures: readonly Shown[],
  limits: PixelLimits,
  cache: string,
  progress: (done: number) => void,
): Promise<Output[]> {
  const folder = join(cache, `${encoderId(model)}-${model.output}`);
  await mkdir(folder, { recursive: true });
  const { onnxPath, preprocessor, labels } = model;
  const contract = { size: pixelValuesSize(preprocessor), labelCount: labels.length };
  const options = {
    session: { onnxPath, threads: usableCores(), contract },
    preprocessor,
    limits,
  };
  const line = { pictures: CONCURRENCY, bytes: Number.POSITIVE_INFINITY };
  const pipeline = new PicturePipeline(Promise.resolve(options), line);
  let done = 0;
  const outputOne = async (picture: Shown): Promise<Output> => {
    const output = await outputOf(model, pipeline, picture, join(folder, `${picture.key}.f32`));
    progress(++done);
    return output;
  };
  try {
    return await pMap(pictures, outputOne, { concurrency: CONCURRENCY });
  } finally {
    await pipeline.close();
  }
}

async function outputOf(
  { name, output }: Predictor,
  pipeline: PicturePipeline,
  picture: Shown,
  path: string,
): Promise<Output> {
  const known = await readFile(path).catch(() => undefined);
  if (known) {
    const bytes = new Uint8Array(known);
    return { values: new Float32Array(bytes.buffer), milliseconds: undefined };
  }
  const inference = await pipeline.infer(await picture.read());
  const values = inference[output];
  if (!values) throw modelHasNoFeatures(name);
  // Renamed when complete, because the next run trusts the file. The name is unique, because the same
  // picture may be in work twice.
  const staged = `${path}.${randomUUID()}`;
  await writeFile(staged, new Uint8Array(values.buffer));
  await rename(staged, path);
  return { values, milliseconds: inference.timings.inference };
}
