import { z } from "zod";
import { deletedVersionSchema, headSchema, headsSchema } from "../heads/headsAnswer.js";
import { headFiles } from "../heads/headFile.js";
import { pathPart, problems, type Operation } from "./operation.js";

const name = pathPart("name", "Head", "The name of the head.");
const version = {
  ...pathPart("version", "Version", "The number of the version."),
  schema: z.int().min(1),
};

const head = {
  status: 200,
  description: "The head",
  contents: { "application/json": headSchema },
  simple: headSchema,
} as const;

/** The classifiers that the model has beside its own, and their versions. */
export const headOperations: readonly Operation[] = [
  {
    path: "/api/heads",
    method: "get",
    id: "ListHeads",
    summary: "List heads",
    description: "Lists the heads that the served model has beside its own classifier.",
    visibility: "internal",
    parameters: [],
    answer: {
      status: 200,
      description: "The heads",
      contents: { "application/json": headsSchema },
      simple: headsSchema,
    },
    errors: problems,
  },
  {
    path: "/api/heads/{name}",
    method: "get",
    id: "GetHead",
    summary: "Get a head",
    description: "Tells the labels and the versions of a head, and which of them answers.",
    visibility: "advanced",
    parameters: [name],
    answer: head,
    errors: problems,
  },
  {
    path: "/api/heads/{name}/versions/{version}/{file}",
    method: "get",
    id: "GetHeadFile",
    summary: "Get a file of a head",
    description: "Reads the report, the card or the metrics of one version of a head.",
    visibility: "advanced",
    parameters: [
      name,
      version,
      {
        ...pathPart("file", "File", "Which of the files to read."),
        schema: z.enum(headFiles).default("report.html"),
      },
    ],
    answer: {
      status: 200,
      description: "The file",
      contents: {
        "text/html": z.string(),
        "text/markdown": z.string(),
        "application/json": z.record(z.string(), z.unknown()),
      },
      simple: "bytes",
    },
    errors: problems,
  },
  {
    path: "/api/heads/{name}/versions/{version}/promote",
    method: "post",
    id: "PromoteHead",
    summary: "Promote a head",
    description:
      "Makes a version of a head the one that answers, also an older one. It needs the app's master key.",
    visibility: "advanced",
    parameters: [name, version],
    answer: head,
    errors: problems,
  },
  {
    path: "/api/heads/{name}/versions/{version}",
    method: "delete",
    id: "DeleteHeadVersion",
    summary: "Delete a version of a head",
    description:
      "Deletes a version of a head that is not the current one. It needs the app's master key.",
    visibility: "advanced",
    parameters: [name, version],
    answer: {
      status: 200,
      description: "It is deleted",
      contents: { "application/json": deletedVersionSchema },
      simple: deletedVersionSchema,
    },
    errors: problems,
  },
];
