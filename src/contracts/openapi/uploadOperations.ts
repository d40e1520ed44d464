import { z } from "zod";
import { containerChoice } from "../choices.js";
import { classificationAnswerSchema } from "../upload/classificationAnswer.js";
import { classificationListSchema } from "../upload/listAnswer.js";
import { listQuerySchema } from "../upload/listRequest.js";
import { uploadAnswerSchema } from "../upload/uploadAnswer.js";
import {
  blobPath,
  pathPart,
  pictureBody,
  problems,
  type Operation,
  type Parameter,
} from "./operation.js";

const container = pathPart("container", "Container", "The container that it was uploaded to.");

const { shape } = listQuerySchema;
const query = (
  name: keyof typeof shape,
  title: string,
  description: string,
  more: Partial<Parameter> = {},
): Parameter => ({ name, in: "query", title, description, schema: shape[name], ...more });

const advanced = { visibility: "advanced" } as const;

/** Uploads of pictures, and their classifications. */
export const uploadOperations: readonly Operation[] = [
  {
    path: "/api/uploads/{blob}",
    method: "put",
    id: "Upload",
    summary: "Upload a picture",
    description:
      "Stores one picture in the container uploads, where it is classified as any blob that arrives there.",
    parameters: [blobPath],
    body: { "image/*": "bytes", "application/octet-stream": "bytes" },
    simpleBody: pictureBody,
    answer: {
      status: 201,
      description: "Stored; the header Location is the address of its row",
      contents: { "application/json": uploadAnswerSchema },
      simple: uploadAnswerSchema,
    },
    errors: problems,
  },
  {
    path: "/api/classifications/{container}",
    method: "get",
    id: "ListClassifications",
    summary: "List classifications",
    description:
      "Lists what is known of the pictures of a container, a page at a time; or as CSV, all at once.",
    parameters: [
      {
        ...container,
        description: "The container with the pictures.",
        extensions: containerChoice,
      },
      query("prefix", "Path prefix", "Only blobs whose paths begin with this."),
      query("status", "Status", "Only those that wait, that succeeded, or that failed."),
      query("label", "Label", "Only pictures whose best label is this, letter by letter."),
      query("min_score", "Least score", "Only pictures whose best label has at least this score."),
      query("since", "Since", "Only what was queued or completed at this time or later."),
      query("top_k", "Number of labels", "How many labels of a picture to name at most.", advanced),
      query("order", "Order", "By name, or the newest first, of at most 10,000 rows.", advanced),
      query("limit", "Rows", "Rows of a page at most; 100 if it is left out.", advanced),
      query("continuation", "Continuation", "Of the page before, with the same filters and order."),
      query("format", "Format", "JSON or CSV; goes before the header Accept.", { only: "OpenAPI" }),
    ],
    answer: {
      status: 200,
      description: "The rows",
      contents: { "application/json": classificationListSchema, "text/csv": z.string() },
      simple: classificationListSchema,
    },
    errors: problems,
  },
  {
    path: "/api/classifications/{container}/{blob}",
    method: "get",
    id: "GetClassification",
    summary: "Get a classification",
    description: "Tells what is known of an uploaded picture: whether it waits, and its labels.",
    parameters: [container, blobPath],
    answer: {
      status: 200,
      description: "The row of the picture",
      contents: { "application/json": classificationAnswerSchema },
      simple: classificationAnswerSchema,
    },
    errors: problems,
  },
];
