import type { PixelLimits } from "../../image/decode.js";
import { pixelValuesSize } from "../../image/preprocess.js";
import { usableCores } from "../../inference/cores.js";
import type { ModelFolder } from "../../inference/modelFolder.js";
import { PicturePipeline } from "../../inference/picturePipeline.js";

/**
 * The threads that the service scores with. Close them.
 *
 * @param pictures that may wait
 */
export function openPipeline(
  { onnxPath, preprocessor, labels }: Pick<ModelFolder, "onnxPath" | "preprocessor" | "labels">,
  limits: PixelLimits,
  pictures: number,
): PicturePipeline {
  const threads = usableCores();
  const contract = { size: pixelValuesSize(preprocessor), labelCount: labels.length };
  const options = {
    session: { onnxPath, threads, contract },
    preprocessor,
    limits,
    jpegDecode: "exact" as const,
  };
  const line = { pictures, bytes: Number.POSITIVE_INFINITY };
  return new PicturePipeline(Promise.resolve(options), line, threads);
}
