import { z } from "zod";
import type { ClassifierHead } from "../../inference/heads.js";
import type { ModelFolder } from "../../inference/modelFolder.js";
import type { PublishedHead, PublishedVersion } from "../../storage/listHeads.js";
import { meaningShape, toMeaning } from "../model/labelMeaning.js";

const versionSchema = z.object({
  version: z.int().meta({ description: "The number of the version, from 1." }),
  created_at: z.iso.datetime().meta({ description: "When it was published." }),
  training_id: z.string().meta({ title: "Training ID", description: "What published it." }),
  data: z
    .object({
      container: z.string().meta({ description: "The container of the labelled pictures." }),
      prefix: z.string().optional().meta({ description: "The beginning of their names." }),
    })
    .meta({ description: "What it learnt from." }),
  metrics: z
    .record(z.string(), z.number())
    .meta({ description: "Measured on held-out pictures, by Azure ML's names." }),
  ...meaningShape,
});

/** The body of `GET /api/heads/{name}`. */
export const headSchema = z.object({
  name: z.string().meta({ description: "The name, as requests take it." }),
  current: z
    .int()
    .optional()
    .meta({ description: "The version that answers; missing where none was promoted." }),
  ...meaningShape,
  versions: z.array(versionSchema).meta({
    description: "Published versions, newest first; none of a head in the model's folder.",
  }),
});
type HeadAnswer = z.infer<typeof headSchema>;

/** The body of `GET /api/heads`. */
export const headsSchema = z.object({
  value: z.array(headSchema).meta({ title: "Heads", description: "In alphabetical order." }),
});

/** The body of the answer to a deletion. */
export const deletedVersionSchema = versionSchema.pick({ version: true }).extend({
  name: headSchema.shape.name,
});

/**
 * All heads that this model has. One in its folder goes before published ones of the same name, as
 * it does for requests.
 */
export function toHeadsAnswer(
  model: ModelFolder,
  published: readonly PublishedHead[],
): z.infer<typeof headsSchema> {
  const own = [...model.heads.values()].map(fromFolder);
  const others = published.filter(({ name }) => !model.heads.has(name)).map(fromStorage);
  return { value: [...own, ...others].toSorted((a, b) => (a.name < b.name ? -1 : 1)) };
}

function fromFolder(head: ClassifierHead): HeadAnswer {
  return { name: head.name, ...toMeaning(head), versions: [] };
}

/** The labels are those of the current version, or else of the newest. */
function fromStorage({ name, current, versions }: PublishedHead): HeadAnswer {
  const shown = versions.find(({ version }) => version === current) ?? versions[0];
  return {
    name,
    current,
    ...toMeaning(shown ?? { task: "single-label", labels: [] }),
    versions: versions.map(toVersion),
  };
}

function toVersion(published: PublishedVersion): z.infer<typeof versionSchema> {
  const { version, createdAt, trainingId, data, metrics } = published;
  return {
    version,
    created_at: createdAt,
    training_id: trainingId,
    data,
    metrics,
    ...toMeaning(published),
  };
}
