import { pixelValuesSize } from "../image/preprocess.js";
import type { Settings } from "../settings.js";
import { recordModelLoad } from "../telemetry/metrics.js";
import { coresFor } from "./cores.js";
import { readModelFolder, type ModelFolder } from "./modelFolder.js";
import type { PipelineOptions } from "./pipelineMessages.js";
import { PicturePipeline } from "./picturePipeline.js";

/** A model, and the pipeline that loads and runs it. */
export interface LoadedModel {
  readonly folder: ModelFolder;
  readonly pipeline: PicturePipeline;
}

/**
 * Reads the folder of a model, while its pipeline starts.
 *
 * @param locate finds the local folder
 * @throws ClassifierError `InvalidModel`, `ModelUnavailable`
 */
export async function loadModel(
  locate: () => Promise<string>,
  settings: Settings,
): Promise<LoadedModel> {
  const { maxWaitingPictures: pictures, maxWaitingBytes: bytes } = settings;
  const start = performance.now();
  const reading = locate().then(readModelFolder);
  const cores = coresFor(settings);
  const options = reading.then((folder) => toPipelineOptions(folder, cores, settings));
  const pipeline = new PicturePipeline(options, { pictures, bytes }, cores);
  const loading = pipeline.ready();
  // The first caller that needs the model gets the error.
  loading.catch(() => undefined);
  const folder = await reading;
  const noteLoad = (): void => recordModelLoad(folder.name, performance.now() - start);
  void loading.then(noteLoad, () => undefined);
  return { folder, pipeline };
}

function toPipelineOptions(
  folder: ModelFolder,
  threads: number,
  settings: Settings,
): PipelineOptions {
  const { onnxPath, preprocessor, labels, heads } = folder;
  const contract = {
    size: pixelValuesSize(preprocessor),
    labelCount: labels.length,
    featureCount: heads.values().next().value?.featureCount,
  };
  return {
    session: { onnxPath, threads, contract },
    preprocessor,
    limits: { pixels: settings.maxImagePixels, side: settings.maxImageSide },
    jpegDecode: settings.jpegDecode,
  };
}
