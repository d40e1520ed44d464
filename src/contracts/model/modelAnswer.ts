import { z } from "zod";
import { imageFormats } from "../../image/format.js";
import { pixelValuesSize } from "../../image/preprocess.js";
import type { LabelMeaning, ModelFolder } from "../../inference/modelFolder.js";
import type { Settings } from "../../settings.js";

const meaning = {
  task: z
    .enum(["single-label", "multi-label"])
    .meta({ description: "Whether a picture has one label or any number." }),
  labels: z.array(z.string()).meta({ description: "All labels, in the order of the logits." }),
};

/** The body of `GET /api/model`. */
export const modelAnswerSchema = z.object({
  name: z.string().meta({ description: "The name of the model." }),
  version: z.string().meta({ description: "The version of the model." }),
  ...meaning,
  heads: z
    .array(z.object({ name: z.string().meta({ description: "As requests take it." }), ...meaning }))
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
  settings: Settings,
): z.infer<typeof modelAnswerSchema> {
  return {
    name: model.name,
    version: model.version,
    ...toMeaning(model),
    heads: Array.from(model.heads.values(), (head) => ({ name: head.name, ...toMeaning(head) })),
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

function toMeaning({ task, labels }: LabelMeaning) {
  return { task, labels: [...labels] };
}
