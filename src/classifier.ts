import { ClassifierError, toClassifierError } from "./errors.js";
import { pixelValuesSize } from "./image/preprocess.js";
import { usableCores } from "./inference/cores.js";
import { PicturePipeline } from "./inference/picturePipeline.js";
import type { Patience } from "./inference/waitingLine.js";
import type { RuntimeVersions, Timings, PipelineOptions } from "./inference/pipelineMessages.js";
import { applyHead, type ClassifierHead } from "./inference/heads.js";
import { readModelFolder, type LabelMeaning, type ModelFolder } from "./inference/modelFolder.js";
import { rank, type LabelOptions, type LabelScore } from "./labels/rank.js";
import type { Settings } from "./settings.js";
import { countPicture, recordModelLoad } from "./telemetry/metrics.js";
import { noteStages } from "./telemetry/stage.js";

/** What is known of one picture. */
export interface Classification {
  /** Best first; of the first head where several are asked. */
  readonly labels: LabelScore[];
  /** Of each head that was asked, in that order. */
  readonly heads: readonly HeadLabels[];
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
}

export interface HeadLabels {
  readonly name: string;
  /** Best first. */
  readonly labels: LabelScore[];
}

/** A model that can answer, and what runs it. */
export interface ServedModel extends ModelFolder {
  readonly versions: RuntimeVersions;
}

export interface ClassifyOptions extends LabelOptions {
  /** The model's heads that are asked, by name; without them the model's own classifier is. */
  readonly heads?: readonly string[] | undefined;
  /** By default the picture has all the time. */
  readonly patience?: Patience | undefined;
}

/** The pipeline that every path shares: encoded picture → pixels → logits → labels. */
export class Classifier {
  readonly #settings: Settings;
  readonly #locateModel: () => Promise<string>;
  #model: Promise<LoadedModel> | undefined;

  /** @param locateModel finds the model's local folder; by default the one of the settings */
  constructor(settings: Settings, locateModel = async () => settings.modelDir) {
    this.#settings = settings;
    this.#locateModel = locateModel;
  }

  /**
   * The served model, once it can answer. The first call starts loading it; after a failure the
   * next call tries again.
   *
   * @throws ClassifierError `InvalidModel`, `ModelUnavailable`
   */
  async model(): Promise<ServedModel> {
    const { folder, pipeline } = await this.#load();
    return { ...folder, versions: await pipeline.ready() };
  }

  /**
   * Refuses a request for a model or heads that there are not.
   *
   * @throws ClassifierError `ModelNotFound`, `HeadNotFound`, `InvalidModel`
   */
  async check(model: string | undefined, heads: readonly string[]): Promise<void> {
    const { folder } = await this.#load();
    if (model !== undefined && model !== folder.name) {
      throw new ClassifierError("ModelNotFound", `This service has the model ${folder.name}.`);
    }
    findHeads(folder, heads);
  }

  /**
   * Refuses a request whose pictures could not be classified in time, before its body is read.
   *
   * @throws ClassifierError `Overloaded`, `InvalidModel`
   */
  async admit(patience: Patience): Promise<void> {
    (await this.#load()).pipeline.admit(patience);
  }

  /**
   * Classifies one picture. Several heads are asked at once: the encoder runs once for all of them.
   *
   * @param picture encoded bytes; handed over, not to be used afterwards
   * @throws ClassifierError what `decode` throws for a bad picture; `HeadNotFound`; `Overloaded`,
   *   `DeadlineExceeded`, `CallerGone`, `InferenceInterrupted`, `ModelUnavailable`, `ShuttingDown` when it may be tried again
   */
  async classify(picture: Uint8Array, options: ClassifyOptions = {}): Promise<Classification> {
    const { folder, pipeline } = await this.#load();
    const asked = findHeads(folder, options.heads);
    const start = performance.now();
    try {
      const inference = await pipeline.infer(picture, options.patience);
      const { width, height, timings } = inference;
      noteStages(start, timings);
      countPicture(folder.name, "succeeded");
      const heads = asked.map((head) => ({
        name: head.name,
        labels: rankBy(head, applyHead(head, inference.features ?? new Float32Array()), options),
      }));
      const labels = heads[0]?.labels ?? rankBy(folder, inference.logits, options);
      return { labels, heads, width, height, timings };
    } catch (error) {
      countPicture(folder.name, toClassifierError(error).code);
      throw error;
    }
  }

  /** Finishes the pictures that were taken and frees the model. */
  async close(): Promise<void> {
    const model = await this.#model?.catch(() => undefined);
    await model?.pipeline.close();
  }

  #load(): Promise<LoadedModel> {
    this.#model ??= this.#open().catch((error: unknown) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }

  async #open(): Promise<LoadedModel> {
    const { maxWaitingPictures: pictures, maxWaitingBytes: bytes } = this.#settings;
    const start = performance.now();
    const reading = this.#locateModel().then(readModelFolder);
    const options = reading.then((folder) => toPipelineOptions(folder, this.#settings));
    const pipeline = new PicturePipeline(options, { pictures, bytes });
    const loading = pipeline.ready();
    // Whoever needs the model hears of a failure.
    loading.catch(() => undefined);
    const folder = await reading;
    const noteLoad = (): void => void recordModelLoad(folder.name, performance.now() - start);
    void loading.then(noteLoad, () => undefined);
    return { folder, pipeline };
  }
}

function toPipelineOptions(folder: ModelFolder, settings: Settings): PipelineOptions {
  const { onnxPath, preprocessor, labels, heads } = folder;
  const contract = {
    size: pixelValuesSize(preprocessor),
    labelCount: labels.length,
    featureCount: heads.values().next().value?.featureCount,
  };
  const threads = settings.inferenceThreads ?? usableCores();
  return {
    session: { onnxPath, threads, contract },
    preprocessor,
    limits: { pixels: settings.maxImagePixels, side: settings.maxImageSide },
  };
}

interface LoadedModel {
  readonly folder: ModelFolder;
  readonly pipeline: PicturePipeline;
}

/** @throws ClassifierError `HeadNotFound`, naming those that there are */
export function findHeads(
  { name, heads }: ModelFolder,
  asked: readonly string[] = [],
): ClassifierHead[] {
  return asked.map((wanted) => {
    const head = heads.get(wanted);
    if (head) return head;
    const known = [...heads.keys()].join(", ") || "none";
    throw new ClassifierError("HeadNotFound", `${name} has no head "${wanted}"; it has ${known}.`);
  });
}

function rankBy(
  { labels, scoreFunction }: LabelMeaning,
  logits: Float32Array,
  options: LabelOptions,
): LabelScore[] {
  return rank(logits, labels, options.scoreFunction ?? scoreFunction, options);
}
