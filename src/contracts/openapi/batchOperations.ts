import { z } from "zod";
import { batchAnswerSchema } from "../batch/batchAnswer.js";
import { batchRequestSchema } from "../batch/batchRequest.js";
import { uploadAnswerSchema } from "../upload/uploadAnswer.js";
import { pathPart, problems, type Operation } from "./operation.js";

const batchId = pathPart("batchId", "The id of the batch.");

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
    summary: "Classify all pictures in a container, or all with a prefix",
    parameters: [],
    body: { "application/json": batchRequestSchema },
    simpleBody: { type: "application/json", content: batchRequestSchema },
    examples: { folder: { container: "uploads", prefix: "2026/", top_k: 3 } },
    answer: {
      ...batchAnswer,
      status: 202,
      description: "The batch has started. Location is the address of its state.",
    },
    errors: problems,
  },
  {
    path: "/api/batches/{batchId}",
    method: "get",
    id: "GetBatch",
    summary: "Get the state and the progress of a batch",
    parameters: [batchId],
    accepted: "The batch is still running",
    answer: { ...batchAnswer, description: "The batch has ended" },
    errors: problems,
  },
  {
    path: "/api/batches/{batchId}",
    method: "delete",
    id: "CancelBatch",
    summary: "Cancel a batch",
    parameters: [batchId],
    answer: { ...batchAnswer, description: "The batch has ended" },
    errors: problems,
  },
  {
    path: "/api/batches/{batchId}/{file}",
    method: "get",
    id: "GetPredictions",
    summary: "Download a result file of a finished batch",
    parameters: [batchId, pathPart("file", "predictions.csv, predictions.jsonl or summary.json.")],
    answer: {
      status: 200,
      description: "The file",
      contents: { "text/csv": z.string(), "application/jsonl": z.string() },
    },
    errors: problems,
  },
  {
    path: "/api/batch-inputs/{blob}",
    method: "put",
    id: "UploadBatchInput",
    summary: "Store one picture for a batch in the container batch-inputs",
    parameters: [pathPart("blob", "Path of the blob. It may contain slashes.")],
    body: { "image/*": "bytes", "application/octet-stream": "bytes" },
    simpleBody: { type: "application/octet-stream", content: "bytes" },
    answer: {
      status: 201,
      description: "The picture is stored",
      contents: { "application/json": uploadAnswerSchema },
      simple: uploadAnswerSchema,
    },
    errors: problems,
  },
];
