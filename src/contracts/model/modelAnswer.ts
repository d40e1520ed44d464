import { z } from "zod";
import { imageFormats } from "../../image/format.js";
import { pixelValuesSize } from "../../image/preprocess.js";
import type { ModelFolder } from "../../inference/modelFolder.js";
import type { Settings } from "../../settings.js";
import type { PublishedHead } from "../../storage/listHeads.js";
import { toHeadsAnswer } from "../heads/headsAnswer.js";
import { meaningShape, toMeaning } from "./labelMeaning.js";

/** The body of `GET /api/model`. */
export const modelAnswerSchema = z.object({
  name: z.string().meta({ description: "The name of the model." }),
  version: z.string().meta({ description: "The version of the model." }),
  ...meaningShape,
  heads: z
    .array(
      z.object({
        name: z.string().meta({ description: "As requests take it." }),
        current: z.int().optional().meta({ description: "The published version that answers." }),
        ...meaningShape,
        versions: z.array(z.int()).meta({ description: "All published versions, newest first." }),
      }),
    )
    .meta({ description: "Classifiers that the model has beside its own." }),
  input_size: z
    .object({
      width: z.int().meta({ description: "Pixels across." }),
      height: z.int().meta({ description: "Pixels down." }),
    })
    .optional()
    .meta({
      description: "What a picture is brought to; missing where it depends on the picture.",
    }),
  formats: z.array(z.enum(imageFormats)).meta({ description: "Formats of pictures." }),
  limits: z
    .object({
      max_image_bytes: z.int().meta({ description: "Bytes of one encoded picture." }),
      max_image_pixels: z.int().meta({ description: "Width × height of one picture." }),
      max_image_side: z.int().meta({ description: "Pixels of the longer side of one picture." }),
      max_images_per_request: z.int().meta({ description: "Pictures of one request." }),
      max_request_bytes: z.int().meta({ description: "Bytes of a request's body." }),
    })
    .meta({ description: "What the service takes; each is named as its setting." }),
});

export function toModelAnswer(
  model: ModelFolder,
  published: readonly PublishedHead[],
  settings: Settings,
): z.infer<typeof modelAnswerSchema> {
  return {
    name: model.name,
    version: model.version,
    ...toMeaning(model),
    heads: toHeadsAnswer(model, published).value.map(({ versions, ...head }) => ({
      ...head,
      versions: versions.map(({ version }) => version),
    })),
    input_size: pixelValuesSize(model.preprocessor),
    formats: [...imageFormats],
    limits: {
      max_image_bytes: settings.maxImageBytes,
      max_image_pixels: settings.maxImagePixels,
      max_image_side: settings.maxImageSide,
      max_images_per_request: settings.maxImagesPerRequest,
      max_request_bytes: settings.maxRequestBytes,
    },
  };
}
