import { z } from "zod";
import { batchOperations } from "./batchOperations.js";
import { classificationAnswerSchema } from "../upload/classificationAnswer.js";
import { labelsSchema, namedLabelsSchema } from "../classify/classifyAnswer.js";
import { classifyRequestSchema } from "../classify/classifyRequest.js";
import { uploadAnswerSchema } from "../upload/uploadAnswer.js";
import { healthSchema } from "../health/healthAnswer.js";
import { thresholdSchema } from "../classify/labelOptions.js";
import { head, model, pathPart, problems, timeout, topK, type Operation } from "./operation.js";
import { scoreAnswerSchema, scoreErrorSchema } from "../score/scoreAnswer.js";
import { scoreListSchema, scoreRequestSchema } from "../score/scoreRequest.js";

/** A daisy of 24 × 18 pixels. */
const picture =
  "UklGRoAAAABXRUJQVlA4IHQAAACQBACdASoYABIAPu1mq08ppaOiKA1RMB2JZADGfA+8hvnI0j475mrDMLLyOUgA/Mgm" +
  "AUrY8y1QZmNkbjVlnsMTPsRDvQJ66uyhgIYRkMx5vI7alw7Bs9pwP9WJVz3BRRRk8UMoaItauv5xLnr5EfTFJgAAAA==";

export const operations: readonly Operation[] = [
  {
    path: "/api/classify",
    method: "post",
    id: "Classify",
    summary: "Classify one picture, or each file of a form",
    parameters: [
      topK,
      {
        name: "threshold",
        in: "query",
        description: "Lowest score of a returned label.",
        schema: thresholdSchema,
      },
      model,
      head,
      timeout,
      {
        name: "async",
        in: "query",
        description:
          "Answer 202 and classify the picture later. The header Prefer: respond-async does the same.",
        schema: z.boolean(),
      },
      {
        name: "callback_url",
        in: "query",
        description: "Public URL that receives the signed result of an asynchronous request.",
        schema: z.url(),
      },
    ],
    accepted: "The picture is accepted. Location is the address of its result.",
    body: {
      "image/*": "bytes",
      "application/octet-stream": "bytes",
      "application/json": classifyRequestSchema,
      "multipart/form-data": z.object({
        file: z.array(z.string().meta({ format: "binary" })),
      }),
    },
    simpleBody: { type: "application/octet-stream", content: "bytes" },
    examples: { base64: { inputs: picture, parameters: { top_k: 3 } } },
    answer: {
      status: 200,
      description: "The labels, best first",
      contents: {
        "application/json": z.union([labelsSchema, namedLabelsSchema]),
        "text/csv": z.string(),
      },
      simple: labelsSchema,
    },
    errors: problems,
  },
  {
    path: "/api/score",
    method: "post",
    id: "Score",
    summary: "Classify a list of pictures (the contract of Azure ML)",
    parameters: [model, head, timeout],
    body: { "application/json": scoreRequestSchema },
    simpleBody: { type: "application/json", content: scoreListSchema },
    examples: {
      list: { input_data: [picture, picture], params: { top_k: 2 } },
      dataFrame: { input_data: { columns: ["image"], index: [0], data: [[picture]] } },
    },
    answer: {
      status: 200,
      description: "The labels of each picture, best first",
      contents: { "application/json": scoreAnswerSchema },
      simple: z.array(labelsSchema),
    },
    errors: { type: "application/json", schema: scoreErrorSchema },
  },
  {
    path: "/api/uploads/{blob}",
    method: "put",
    id: "Upload",
    summary: "Store one picture in the container uploads and classify it later",
    parameters: [pathPart("blob", "Path of the blob. It may contain slashes.")],
    body: { "image/*": "bytes", "application/octet-stream": "bytes" },
    simpleBody: { type: "application/octet-stream", content: "bytes" },
    answer: {
      status: 201,
      description: "The picture is stored. Location is the address of its classification.",
      contents: { "application/json": uploadAnswerSchema },
      simple: uploadAnswerSchema,
    },
    errors: problems,
  },
  {
    path: "/api/classifications/{container}/{blob}",
    method: "get",
    id: "GetClassification",
    summary: "Get the classification of an uploaded picture",
    parameters: [
      pathPart("container", "Container of the blob."),
      pathPart("blob", "Path of the blob."),
    ],
    answer: {
      status: 200,
      description: "The state of the classification, and its labels if it succeeded",
      contents: { "application/json": classificationAnswerSchema },
      simple: classificationAnswerSchema,
    },
    errors: problems,
  },
  {
    path: "/api/results/{resultId}",
    method: "get",
    id: "GetResult",
    summary: "Get the result of an asynchronous request",
    parameters: [pathPart("resultId", "Id of the accepted request.")],
    accepted: "The picture is not classified yet",
    answer: {
      status: 200,
      description: "The labels, best first",
      contents: { "application/json": labelsSchema, "text/csv": z.string() },
      simple: labelsSchema,
    },
    errors: problems,
  },
  ...batchOperations,
  {
    path: "/api/health",
    method: "get",
    id: "Health",
    summary: "Check that the model is loaded and storage answers",
    anonymous: true,
    parameters: [],
    answer: {
      status: 200,
      description: "The service is healthy",
      contents: { "application/json": healthSchema },
      simple: healthSchema,
    },
    errors: problems,
  },
];
