import { choicesSchema } from "../choices.js";
import { problems, type Operation } from "./operation.js";

const choices = {
  status: 200,
  description: "The choices",
  contents: { "application/json": choicesSchema },
  simple: choicesSchema,
} as const;

/** What fills the lists that a designer of workflows shows for parameters. */
export const choiceOperations: readonly Operation[] = [
  {
    path: "/api/heads",
    method: "get",
    id: "ListHeads",
    summary: "List heads",
    description: "Lists the heads that the served model has beside its own classifier.",
    visibility: "internal",
    parameters: [],
    answer: choices,
    errors: problems,
  },
  {
    path: "/api/containers",
    method: "get",
    id: "ListContainers",
    summary: "List containers",
    description: "Lists the containers that a batch may read.",
    visibility: "internal",
    parameters: [],
    answer: choices,
    errors: problems,
  },
];
