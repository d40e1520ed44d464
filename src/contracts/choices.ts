import { z } from "zod";

/** One choice of a list that a designer shows. */
const choiceSchema = z.object({
  name: z.string().meta({ description: "The name, as requests take it." }),
});

/** What `GET /api/containers` answers. */
export const choicesSchema = z.object({
  value: z.array(choiceSchema).meta({ title: "Choices", description: "In alphabetical order." }),
});

export function toChoices(names: readonly string[]): z.infer<typeof choicesSchema> {
  return { value: names.toSorted().map((name) => ({ name })) };
}

/** Where a designer of workflows finds the choices for a parameter (`x-ms-dynamic-values`). */
const choiceFrom = (operationId: string) => ({
  "x-ms-dynamic-values": {
    operationId,
    "value-collection": "value",
    "value-path": "name",
    "value-title": "name",
  },
});

export const headChoice = choiceFrom("ListHeads");
export const containerChoice = choiceFrom("ListContainers");
