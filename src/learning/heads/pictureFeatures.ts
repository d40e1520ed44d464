import { ClassifierError } from "../../errors.js";
import type { DatasetReport, Problem } from "../dataset/report.js";
import { predict, type Shown } from "../evaluation/predict.js";
import { withoutFailed } from "../evaluation/withoutFailed.js";
import type { ModelFolder } from "../../inference/modelFolder.js";
import { decode, type PixelLimits } from "../../image/decode.js";
import { encodePng } from "../augment/encode.js";
import { viewParameters } from "../augment/augment.js";
import { viewPixels } from "../augment/view.js";

/** Pooled features of pictures and of augmented views of them. */
export interface PictureFeatures {
  /** Number of features of a picture. */
  readonly width: number;
  /** Features of each picture. */
  readonly plain: readonly Float32Array[];
  /** For each picture, the features of its views. */
  readonly views: readonly (readonly Float32Array[])[];
}

/** Features, and the report without the pictures that have none. */
export interface FoundFeatures {
  readonly features: PictureFeatures;
  readonly report: DatasetReport;
  /** The pictures that could not be decoded. */
  readonly problems: readonly Problem[];
}

/**
 * Runs every picture and its augmented views through the model's encoder. Features from earlier runs come
 * from the cache.
 *
 * @param views views per picture, 0 or more; a seed always gives the same views
 * @param progress called with the number of pictures and views that are done
 */
export async function pictureFeatures(
  model: ModelFolder,
  checked: DatasetReport,
  views: number,
  seed: number,
  limits: PixelLimits,
  cache: string,
  progress: (done: number) => void,
): Promise<FoundFeatures> {
  const shown = checked.pictures.map((picture): Shown => ({
    key: picture.sha256,
    read: () => picture.read(),
  }));
  const encoder = { ...model, output: "features" } as const;
  const found = await predict(encoder, shown, limits, cache, progress);
  const { report, outputs, problems } = withoutFailed(checked, found);
  const { pictures } = report;
  // A view already has the model's size, so it is only normalised.
  const asItIs = { ...encoder.preprocessor, resize: undefined, crop: undefined };
  const viewer = { ...encoder, preprocessor: asItIs };
  const shownViews = pictures.flatMap((picture) =>
    Array.from({ length: views }, (_, view): Shown => ({
      key: `${picture.sha256}-${seed}-${view}`,
      async read() {
        const image = await decode(await picture.read(), limits);
        const parameters = viewParameters(seed, picture.sha256, view, image);
        return encodePng(viewPixels(image, parameters, encoder.preprocessor));
      },
    })),
  );
  const viewed = await predict(viewer, shownViews, limits, cache, (done) =>
    progress(checked.pictures.length + done),
  );
  const ofViews = viewed.map((output) => {
    if (output instanceof ClassifierError) throw output;
    return output.values;
  });
  const features = {
    width: outputs[0]?.values.length ?? 0,
    plain: outputs.map(({ values }) => values),
    views: pictures.map((_, i) => ofViews.slice(i * views, (i + 1) * views)),
  };
  return { features, report, problems };
}
