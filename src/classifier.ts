import { toClassifierError } from "./errors.js";
import { usableCores } from "./inference/cores.js";
import { InferenceWorker } from "./inference/inferenceWorker.js";
import type { Patience } from "./inference/waitingLine.js";
import type { RuntimeVersions, Timings } from "./inference/messages.js";
import { readModelFolder, type ModelFolder } from "./inference/modelFolder.js";
import { rank, type LabelOptions, type LabelScore } from "./labels/rank.js";
import type { Settings } from "./settings.js";
import { countPicture, recordModelLoad } from "./telemetry/metrics.js";
import { noteStages } from "./telemetry/stage.js";

/** What is known of one picture. */
export interface Classification {
  /** Best first. */
  readonly labels: LabelScore[];
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
}

/** A model that can answer, and what runs it. */
export interface ServedModel extends ModelFolder {
  readonly versions: RuntimeVersions;
}

export interface ClassifyOptions extends LabelOptions {
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
    const { folder, worker } = await this.#load();
    return { ...folder, versions: await worker.ready() };
  }

  /**
   * Refuses a request whose pictures could not be classified in time, before its body is read.
   *
   * @throws ClassifierError `Overloaded`, `InvalidModel`
   */
  async admit(patience: Patience): Promise<void> {
    (await this.#load()).worker.admit(patience);
  }

  /**
   * Classifies one picture.
   *
   * @param picture encoded bytes, not to be changed until it is classified
   * @throws ClassifierError what `decode` throws for a bad picture; `Overloaded`,
   *   `DeadlineExceeded`, `CallerGone`, `InferenceInterrupted`, `ModelUnavailable`, `ShuttingDown` when it may be tried again
   */
  async classify(picture: Uint8Array, options: ClassifyOptions = {}): Promise<Classification> {
    const { folder, worker } = await this.#load();
    const start = performance.now();
    try {
      const { logits, width, height, timings } = await worker.infer(picture, options.patience);
      noteStages(start, timings);
      countPicture(folder.name, "succeeded");
      const scoreFunction = options.scoreFunction ?? folder.scoreFunction;
      const labels = rank(logits, folder.labels, scoreFunction, options);
      return { labels, width, height, timings };
    } catch (error) {
      countPicture(folder.name, toClassifierError(error).code);
      throw error;
    }
  }

  /** Finishes the pictures that were taken and frees the model. */
  async close(): Promise<void> {
    const model = await this.#model?.catch(() => undefined);
    await model?.worker.close();
  }

  #load(): Promise<LoadedModel> {
    this.#model ??= this.#open().catch((error: unknown) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }

  async #open(): Promise<LoadedModel> {
    const settings = this.#settings;
    const start = performance.now();
    const folder = await readModelFolder(await this.#locateModel());
    const worker = new InferenceWorker(
      {
        onnxPath: folder.onnxPath,
        preprocessor: folder.preprocessor,
        labelCount: folder.labels.length,
        threads: settings.inferenceThreads ?? usableCores(),
      },
      { pixels: settings.maxImagePixels, side: settings.maxImageSide },
      { pictures: settings.maxWaitingPictures, bytes: settings.maxWaitingBytes },
    );
    const noteLoad = (): void => recordModelLoad(folder.name, performance.now() - start);
    // Whoever needs the model hears of a failure.
    void worker.ready().then(noteLoad, () => {});
    return { folder, worker };
  }
}

interface LoadedModel {
  readonly folder: ModelFolder;
  readonly worker: InferenceWorker;
}
