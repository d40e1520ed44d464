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
