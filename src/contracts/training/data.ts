import { z } from "zod";
import { checkBlobName } from "../../storage/blobName.js";
import { trainingContainer } from "../../storage/names.js";
import { sourceContainerSchema } from "../sourceContainer.js";

/** Where labelled pictures are. */
export const dataSchema = z
  .strictObject({
    container: sourceContainerSchema(trainingContainer),
    prefix: z.string().max(1024).default("").meta({
      description:
        "The folder that has a folder for each label, an MLTable or a labels.csv; or a .jsonl or .csv file.",
      "x-ms-visibility": "important",
    }),
  })
  .meta({ description: "Labelled pictures in the app's storage account." });

export type LabelledData = z.output<typeof dataSchema>;

/**
 * A prefix is a whole path here, to which the names of files are added: so its last segment must not
 * be `..` either, which would lead to other containers.
 *
 * @throws ClassifierError `InvalidBlobName` for a prefix that no blob can have
 */
export function checkData(...places: readonly (LabelledData | undefined)[]): void {
  for (const place of places) if (place?.prefix) checkBlobName(place.prefix, "stored");
}

/** `<container>/<path>`, as people call the place. */
export const toAddress = ({ container, prefix }: LabelledData): string => `${container}/${prefix}`;
