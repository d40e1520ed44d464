import type { PixelLimits } from "../image/decode.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import type { CheckedPicture } from "../learning/dataset/report.js";
import type { Evaluation } from "../learning/evaluation/evaluate.js";
import {
  mistakeThumbnails,
  type HeadOf,
  type Reread,
  type Thumbnails,
} from "../learning/evaluation/mistakes.js";
import { openPipeline } from "../learning/evaluation/openPipeline.js";

/**
 * Makes the thumbnails of the worst mistakes. Each picture is shown to the model once more, because
 * the cache has no maps.
 *
 * @param headOf finds the head that judged a picture
 */
export async function explainMistakes(
  evaluation: Evaluation,
  pictures: readonly CheckedPicture[],
  limits: PixelLimits,
  model: ModelFolder,
  headOf?: HeadOf,
): Promise<Thumbnails> {
  const bySha256 = new Map(pictures.map((picture) => [picture.sha256, picture]));
  const pipeline = openPipeline(model, limits, 1);
  const reread = async (sha256: string): Promise<Reread | undefined> => {
    // After a long run a picture that is gone costs its thumbnail alone.
    const bytes = await bySha256
      .get(sha256)
      ?.read()
      .catch(() => undefined);
    if (!bytes) return undefined;
    // A copy, because the pipeline takes it over.
    const copy = new Uint8Array(bytes);
    return {
      bytes,
      inference: await pipeline.infer(copy, { explains: true }).catch(() => undefined),
    };
  };
  try {
    return await mistakeThumbnails(evaluation, reread, model, headOf);
  } finally {
    await pipeline.close();
  }
}
