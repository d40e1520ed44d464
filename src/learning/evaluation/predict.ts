import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PixelLimits } from "../../image/decode.js";
import { pixelValuesSize } from "../../image/preprocess.js";
import { usableCores } from "../../inference/cores.js";
import { InferenceWorker } from "../../inference/inferenceWorker.js";
import type { ModelFolder } from "../../inference/modelFolder.js";

/** Pictures that are read while others are in inference. */
const LANES = 6;

/** A picture, or a view of one, that is shown to a model. */
export interface Shown {
  /** Tells its content apart from all others; of what a file name may have. */
  readonly key: string;
  /** Its encoded bytes. */
  read(): Promise<Uint8Array>;
}

/** A model, or a part of one, with one output. */
export interface Predictor extends Pick<ModelFolder, "onnxPath" | "version" | "preprocessor"> {
  /** How many values it gives for a picture. */
  readonly outputs: number;
}

/** What a model made of a picture. */
export interface Output {
  /** One for each of the model's labels, or each of its features. */
  readonly values: Float32Array;
  /** Milliseconds of its inference; undefined where it was known from an earlier run. */
  readonly milliseconds: number | undefined;
}

/**
 * Shows every picture to a model, by the thread that serves it too. What came of a picture is kept in
 * a folder, by the model's version and the picture's content, so that a run that was stopped goes on
 * where it was, and a second one has nothing to do.
 *
 * @param cache the folder
 * @param progress is called with the number of pictures that are done
 * @returns an output for each picture, in their order
 * @throws ClassifierError what `decode` and the session throw
 */
export async function predict(
  model: Predictor,
  pictures: readonly Shown[],
  limits: PixelLimits,
  cache: string,
  progress: (done: number) => void,
): Promise<Output[]> {
  const folder = join(cache, cacheKey(model));
  await mkdir(folder, { recursive: true });
  const { onnxPath, preprocessor, outputs: labelCount } = model;
  const contract = { size: pixelValuesSize(preprocessor), labelCount };
  const options = {
    session: { onnxPath, threads: usableCores(), contract },
    preprocessor,
    limits,
  };
  const line = { pictures: LANES, bytes: Number.POSITIVE_INFINITY };
  const worker = new InferenceWorker(Promise.resolve(options), line);
  const outputs: Output[] = [];
  let done = 0;
  const waiting = pictures.entries();
  const lane = async (): Promise<void> => {
    for (const [index, picture] of waiting) {
      outputs[index] = await outputOf(worker, picture, join(folder, `${picture.key}.f32`));
      progress(++done);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
  } finally {
    await worker.close();
  }
  return outputs;
}

/** The same weights with another preprocessing are another model. */
function cacheKey({ version, preprocessor }: Predictor): string {
  const digest = createHash("sha256").update(JSON.stringify(preprocessor)).digest("hex");
  return `${version}-${digest.slice(0, 8)}`;
}

async function outputOf(worker: InferenceWorker, picture: Shown, path: string): Promise<Output> {
  const known = await readFile(path).catch(() => undefined);
  if (known) {
    const bytes = new Uint8Array(known);
    return { values: new Float32Array(bytes.buffer), milliseconds: undefined };
  }
  const { logits, timings } = await worker.infer(await picture.read());
  // Whole or not at all: the next run would take half a file for the truth.
  // The same picture may be under way twice, so each has a name of its own for it.
  const staged = `${path}.${randomUUID()}`;
  await writeFile(staged, new Uint8Array(logits.buffer));
  await rename(staged, path);
  return { values: logits, milliseconds: timings.inference };
}

/** A whole model, its outputs being the logits of its labels. */
export function toPredictor(model: ModelFolder): Predictor {
  return { ...model, outputs: model.labels.length };
}
