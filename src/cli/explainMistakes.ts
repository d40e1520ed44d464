import type { PixelLimits } from "../image/decode.js";
import type { HeadToExplain } from "../inference/explain.js";
import type { ModelFolder } from "../inference/modelFolder.js";
import type { CheckedPicture } from "../learning/dataset/report.js";
import type { Evaluation } from "../learning/evaluation/evaluate.js";
import { mistakeThumbnails, type Thumbnails } from "../learning/evaluation/mistakes.js";
import { openPipeline } from "../learning/evaluation/openPipeline.js";

/**
 * Makes the thumbnails of the worst mistakes. Each picture is shown to the model once more, because
 * the cache has no maps.
 *
 * @param head that was measured; the model's own classifier by default
 */
export async function explainMistakes(
  evaluation: Evaluation,
  pictures: readonly CheckedPicture[],
  limits: PixelLimits,
  model: ModelFolder,
  head?: HeadToExplain,
): Promise<Thumbnails> {
  const bySha256 = new Map(pictures.map((picture) => [picture.sha256, picture]));
  const pipeline = openPipeline(model, limits, 1);
  const reread = async (sha256: string) => {
    const bytes = await bySha256.get(sha256)?.read();
    // A copy, because the pipeline takes it over.
    return (
      bytes && { bytes, inference: await pipeline.infer(new Uint8Array(bytes), { explains: true }) }
    );
  };
  try {
    return await mistakeThumbnails(evaluation, reread, model, head);
  } finally {
    await pipeline.close();
  }
}
