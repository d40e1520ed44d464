import { z } from "zod";
import { containerName, isClosedContainer } from "../storage/names.js";
import { containerChoice } from "./choices.js";

/**
 * The name of a container that a job may read.
 *
 * @param example of a container with pictures
 */
export const sourceContainerSchema = (example: string) =>
  z
    .string()
    .refine((name) => !isClosedContainer(name), {
      error: ({ input }) =>
        `${JSON.stringify(input)} is a container of this service or of its host; expected one with pictures, such as ${example}`,
      abort: true,
    })
    .regex(containerName, {
      error: "must have 3 to 63 lower-case letters, digits and single hyphens",
    })
    .meta({
      description: "The container that has the pictures.",
      "x-ms-visibility": "important",
      ...containerChoice,
    });
