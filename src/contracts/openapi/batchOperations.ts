import { z } from "zod";
import { batchAnswerSchema } from "../batch/batchAnswer.js";
import { batchRequestSchema } from "../batch/batchRequest.js";
import { storedAnswerSchema } from "../upload/uploadAnswer.js";
import { predictionFiles } from "../../storage/predictions.js";
import {
  blobPath,
  pathPart,
  pictureBody,
  problems,
  respondCreated,
  type Operation,
} from "./operation.js";

const batchId = pathPart("batchId", "Batch ID", "The id of the batch.");

const batchAnswer = {
  status: 200,
  contents: { "application/json": batchAnswerSchema },
  simple: batchAnswerSchema,
} as const;

export const batchOperations: readonly Operation[] = [
  {
    path: "/api/batches",
    method: "post",
    id: "StartBatch",
    summary: "Start a batch",
    description:
      "Starts to classify all pictures of a container, or those whose names begin with a prefix. It needs the app's master key.",
    parameters: [respondCreated],
    body: { "application/json": batchRequestSchema },
    simpleBody: {
      type: "application/json",
      content: batchRequestSchema,
      title: "Batch",
      description: "Which pictures to classify, and how.",
    },
    examples: { folder: { container: "uploads", prefix: "2026/", top_k: 3 } },
    answer: { ...batchAnswer, status: 202, description: "Started", simpleStatus: 201 },
    errors: problems,
  },
  {
    path: "/api/batches/{batchId}",
    method: "get",
    id: "GetBatch",
    summary: "Get a batch",
    description: "Tells how far a batch is, how it ended, and where its files are.",
    parameters: [batchId, respondCreated],
    accepted: "It still runs",
    answer: { ...batchAnswer, description: "How far it is" },
    errors: problems,
  },
  {
    path: "/api/batches/{batchId}",
    method: "delete",
    id: "CancelBatch",
    summary: "Cancel a batch",
    description: "Ends a batch before it is done. It needs the app's master key.",
    visibility: "advanced",
    parameters: [batchId, respondCreated],
    answer: { ...batchAnswer, description: "It has ended" },
    errors: problems,
  },
  {
    path: "/api/batches/{batchId}/{file}",
    method: "get",
    id: "GetPredictions",
    summary: "Get predictions",
    description: "Reads a file that a batch has written when it succeeded.",
    parameters: [
      batchId,
      {
        ...pathPart("file", "File", "Which of the files to read."),
        schema: z.enum(predictionFiles).default("predictions.csv"),
      },
    ],
    answer: {
      status: 200,
      description: "The file",
      contents: { "text/csv": z.string(), "application/jsonl": z.string() },
      simple: "bytes",
    },
    errors: problems,
  },
  {
    path: "/api/batch-inputs/{blob}",
    method: "put",
    id: "UploadBatchInput",
    summary: "Upload a picture for a batch",
    description:
      "Stores one picture in the container batch-inputs, for a batch that is started later.",
    visibility: "advanced",
    parameters: [blobPath],
    body: { "image/*": "bytes", "application/octet-stream": "bytes" },
    simpleBody: pictureBody,
    answer: {
      status: 201,
      description: "The picture is stored",
      contents: { "application/json": storedAnswerSchema },
      simple: storedAnswerSchema,
    },
    errors: problems,
  },
];
