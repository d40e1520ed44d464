import { ClassifierError, toClassifierError } from "./errors.js";
import type { InferOptions, Patience } from "./inference/waitingLine.js";
import type { Inference, RunningModel, Timings } from "./inference/pipelineMessages.js";
import { explain, type Explanation } from "./inference/explain.js";
import { fromHeadReference } from "./inference/headName.js";
import { applyHead, type ClassifierHead } from "./inference/heads.js";
import { loadModel, type LoadedModel } from "./inference/loadModel.js";
import { modelHasNoFeatures } from "./inference/modelHasNoFeatures.js";
import type { ModelFolder } from "./inference/modelFolder.js";
import type { LabelOptions, LabelScore } from "./labels/rank.js";
import { toRanking } from "./labels/ranking.js";
import type { Settings } from "./settings.js";
import { ServedHeads } from "./storage/servedHeads.js";
import { countPicture } from "./telemetry/metrics.js";
import { noteStages } from "./telemetry/stage.js";

/** The result for one picture. */
export interface Classification {
  /** Labels, best first. If the request names several heads, these are of the first one. */
  readonly labels: LabelScore[];
  /** Labels of each requested head, in the order of the request. */
  readonly heads: readonly HeadLabels[];
  /** Why the first classifier answered so, if that was asked for. */
  readonly explanation?: Explanation;
  /** Width of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  readonly timings: Timings;
}

export interface HeadLabels {
  readonly name: string;
  /** Of a published head. */
  readonly version?: number | undefined;
  /** Labels, best first. */
  readonly labels: LabelScore[];
  readonly explanation?: Explanation;
}

/** A loaded model. */
export interface ServedModel extends ModelFolder, RunningModel {}

export interface ClassifyOptions extends LabelOptions {
  /** Heads to use, as `fridge` or `fridge@3`. Without them the model's own classifier is used. */
  readonly heads?: readonly string[] | undefined;
  /** Tells how much each part of the picture spoke for its best label. */
  readonly explain?: boolean | undefined;
  /** How long the caller waits. Without it there is no limit. */
  readonly patience?: Patience | undefined;
}

/**
 * The pipeline of HTTP requests, uploads and batches: encoded picture → pixels → logits → labels.
 */
export class Classifier {
  readonly #settings: Settings;
  readonly #locateModel: () => Promise<string>;
  readonly #heads: ServedHeads;
  #model: Promise<LoadedModel> | undefined;

  /**
   * @param locateModel finds the local folder of the model; the default is the one in the settings
   * @param heads finds heads; the default finds those of the model's folder
   */
  constructor(
    settings: Settings,
    locateModel = async () => settings.modelDir,
    heads = new ServedHeads(),
  ) {
    this.#settings = settings;
    this.#locateModel = locateModel;
    this.#heads = heads;
  }

  /**
   * The served model, as soon as it is loaded. The first call starts loading it. After a failure
   * the next call tries again.
   *
   * @throws ClassifierError `InvalidModel`, `ModelUnavailable`
   */
  async model(): Promise<ServedModel> {
    const { folder, pipeline } = await this.#load();
    return { ...folder, ...(await pipeline.ready()) };
  }

  /**
   * Refuses a request for another model, for unknown heads, or for labels that they do not have.
   *
   * @returns the heads with the versions that are current now (`fridge@3`), so that all pictures of
   *   a request can be classified by the same
   * @throws ClassifierError `ModelNotFound`, `HeadNotFound`, `HeadOfOtherModel`,
   *   `ModelHasNoFeatures`, `RollupNotPossible`, `NoThresholds`, `InvalidModel`, `ModelUnavailable`,
   *   `StorageUnavailable`
   */
  async check(
    model: string | undefined,
    heads: readonly string[],
    options: LabelOptions = {},
  ): Promise<string[]> {
    const loaded = await this.#load();
    const { folder } = loaded;
    if (model !== undefined && model !== folder.name) {
      throw new ClassifierError("ModelNotFound", `This service has the model ${folder.name}.`);
    }
    const asked = await this.#findHeads(loaded, heads);
    const meanings = asked.length > 0 ? asked : [folder];
    await Promise.all(meanings.map((meaning) => toRanking(meaning, options)));
    return asked.map(fromHeadReference);
  }

  /**
   * Finds a head of the served model.
   *
   * @param asked `fridge` or `fridge@3`
   * @throws ClassifierError `HeadNotFound`, `HeadOfOtherModel`, `InvalidModel`, `StorageUnavailable`
   */
  async head(asked: string): Promise<ClassifierHead> {
    return this.#heads.find((await this.#load()).folder, asked);
  }

  /**
   * Refuses a request that cannot be served in time, before its body is read.
   *
   * @throws ClassifierError `Overloaded`, `InvalidModel`
   */
  async admit(patience: Patience): Promise<void> {
    (await this.#load()).pipeline.admit(patience);
  }

  /**
   * Classifies one picture. The encoder runs once for all requested heads.
   *
   * @param picture encoded bytes; do not use them after the call
   * @throws ClassifierError the errors of `decode` for a bad picture; `HeadNotFound`,
   *   `HeadOfOtherModel`, `ModelHasNoFeatures`, `ExplanationNotPossible`, `RollupNotPossible`; and, if
   *   a retry can succeed, `Overloaded`, `DeadlineExceeded`, `CallerGone`, `InferenceInterrupted`,
   *   `ModelUnavailable`, `ShuttingDown`, `StorageUnavailable`
   */
  async classify(picture: Uint8Array, options: ClassifyOptions = {}): Promise<Classification> {
    const loaded = await this.#load();
    const { folder, pipeline } = loaded;
    const asked = await this.#findHeads(loaded, options.heads);
    const by = asked.map(fromHeadReference).join(",");
    // Before the model runs: what cannot be named is not worth its time.
    const rankHeads = await Promise.all(
      asked.map(async (head) => {
        const toLabels = await toRanking(head, options);
        return (features: Float32Array): HeadLabels => {
          const labels = toLabels(applyHead(head, features));
          return { name: head.name, version: head.version, labels };
        };
      }),
    );
    const rankOwn = asked.length > 0 ? undefined : await toRanking(folder, options);
    const { patience, explain: explains } = options;
    const start = performance.now();
    try {
      const inference = await pipeline.infer(picture, { patience, explains });
      const { width, height, timings } = inference;
      noteStages(start, timings);
      countPicture(folder.name, by, "succeeded");
      const { features } = inference;
      const ranked = features ? rankHeads.map((toLabels) => toLabels(features)) : [];
      const labels = ranked[0]?.labels ?? rankOwn?.(inference.logits) ?? [];
      const found = { labels, heads: ranked, width, height, timings };
      if (!explains) return found;
      const heads = ranked.map((head, i) => {
        return { ...head, explanation: explain(folder, inference, asked[i]) };
      });
      return { ...found, heads, explanation: heads[0]?.explanation ?? explain(folder, inference) };
    } catch (error) {
      countPicture(folder.name, by, toClassifierError(error).code);
      throw error;
    }
  }

  /**
   * Runs the model on one picture, for which nobody waits. All pixels are decoded, whatever the
   * setting says: what is learnt from them is the same everywhere.
   *
   * @param picture encoded bytes; do not use them after the call
   * @throws ClassifierError as {@link classify}
   */
  async infer(picture: Uint8Array, options: InferOptions = {}): Promise<Inference> {
    const { pipeline } = await this.#load();
    return pipeline.infer(picture, { decoding: "exact", ...options });
  }

  /** Finishes the accepted pictures and frees the model. */
  async close(): Promise<void> {
    const model = await this.#model?.catch(() => undefined);
    await model?.pipeline.close();
  }

  async #findHeads(
    { folder, pipeline }: LoadedModel,
    asked: readonly string[] = [],
  ): Promise<ClassifierHead[]> {
    if (asked.length === 0) return [];
    const { gives } = await pipeline.ready();
    if (gives.featureCount === undefined) throw modelHasNoFeatures(folder.name);
    return Promise.all(asked.map((head) => this.#heads.find(folder, head)));
  }

  #load(): Promise<LoadedModel> {
    this.#model ??= loadModel(this.#locateModel, this.#settings).catch((error: unknown) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }
}
