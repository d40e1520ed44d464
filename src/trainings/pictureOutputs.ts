import { decode } from "../image/decode.js";
import { modelHasNoFeatures } from "../inference/modelHasNoFeatures.js";
import type { Inference } from "../inference/pipelineMessages.js";
import { viewParameters } from "../learning/augment/augment.js";
import { encodePng } from "../learning/augment/encode.js";
import { viewPixels } from "../learning/augment/view.js";
import { keepOutput, readOutput, type OutputKey } from "../storage/keptOutputs.js";
import type { Teaching } from "./teaching.js";

/** Which outputs of a picture are wanted. */
export interface Wanted extends Omit<OutputKey, "picture"> {
  /** Augmented views beside the picture. */
  readonly views: number;
  /** Chooses the views. */
  readonly seed: number;
}

/**
 * The outputs of the model for a picture, and for augmented views of it. Those of earlier jobs are
 * read.
 *
 * @param bytes encoded picture
 * @param sha256 of the bytes, in hex
 * @returns those of the picture and then those of its views, one after the other
 * @throws ClassifierError as `decode` and `Classifier.infer` do; `ModelHasNoFeatures`,
 *   `StorageUnavailable`
 */
export async function pictureOutputs(
  teaching: Teaching,
  { kind, encoder, views, seed }: Wanted,
  bytes: Uint8Array,
  sha256: string,
): Promise<Float32Array[]> {
  const { storage, classifier } = teaching;
  const keep = async (picture: string, infer: () => Promise<Inference>) => {
    const key = { kind, encoder, picture };
    const known = await readOutput(storage, key);
    if (known) return known;
    const values = (await infer())[kind];
    if (!values) throw modelHasNoFeatures((await classifier.model()).name);
    await keepOutput(storage, key, values);
    return values;
  };
  // A copy of the bytes, because the classifier takes them over.
  const plain = await keep(sha256, () => classifier.infer(new Uint8Array(bytes)));
  const viewed: Float32Array[] = [];
  for (let view = 0; view < views; view++) {
    viewed.push(
      await keep(`${sha256}-${seed}-${view}`, async () =>
        classifier.infer(await toView(teaching, bytes, sha256, seed, view), { decoding: "ready" }),
      ),
    );
  }
  return [plain, ...viewed];
}

/** A view as an encoded picture of the model's size, with the bytes of `npm run finetune`. */
async function toView(
  { classifier, settings }: Teaching,
  bytes: Uint8Array,
  sha256: string,
  seed: number,
  view: number,
): Promise<Uint8Array> {
  const { maxImagePixels: pixels, maxImageSide: side } = settings;
  const { preprocessor } = await classifier.model();
  const image = await decode(bytes, { pixels, side });
  return encodePng(viewPixels(image, viewParameters(seed, sha256, view, image), preprocessor));
}
