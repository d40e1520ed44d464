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
    summary: "The best labels of one picture, or of each file of a form",
    parameters: [
      topK,
      {
        name: "threshold",
        in: "query",
        description: "Labels with a lower score are left out.",
        schema: thresholdSchema,
      },
      model,
      head,
      timeout,
      {
        name: "async",
        in: "query",
        description: "Accept one picture to be classified later; as does Prefer: respond-async.",
        schema: z.boolean(),
      },
      {
        name: "callback_url",
        in: "query",
        description: "Where to send the result, signed, if it comes later.",
        schema: z.url(),
      },
    ],
    accepted: "Accepted to be classified later",
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
      description: "Labels, best first",
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
    summary: "Azure ML's contract: a list of pictures, a list of labels for each",
    parameters: [model, head, timeout],
    body: { "application/json": scoreRequestSchema },
    simpleBody: { type: "application/json", content: scoreListSchema },
    examples: {
      list: { input_data: [picture, picture], params: { top_k: 2 } },
      dataFrame: { input_data: { columns: ["image"], index: [0], data: [[picture]] } },
    },
    answer: {
      status: 200,
      description: "For each picture its labels, best first",
      contents: { "application/json": scoreAnswerSchema },
      simple: z.array(labelsSchema),
    },
    errors: { type: "application/json", schema: scoreErrorSchema },
  },
  {
    path: "/api/uploads/{blob}",
    method: "put",
    id: "Upload",
    summary: "Store one picture to be classified later",
    parameters: [pathPart("blob", "Path of the blob; it may have folders.")],
    body: { "image/*": "bytes", "application/octet-stream": "bytes" },
    simpleBody: { type: "application/octet-stream", content: "bytes" },
    answer: {
      status: 201,
      description: "Stored; the header Location is the address of its row",
      contents: { "application/json": uploadAnswerSchema },
      simple: uploadAnswerSchema,
    },
    errors: problems,
  },
  {
    path: "/api/classifications/{container}/{blob}",
    method: "get",
    id: "GetClassification",
    summary: "What is known of an uploaded picture",
    parameters: [
      pathPart("container", "The container that it was uploaded to."),
      pathPart("blob", "Path of the blob."),
    ],
    answer: {
      status: 200,
      description: "The row of the picture",
      contents: { "application/json": classificationAnswerSchema },
      simple: classificationAnswerSchema,
    },
    errors: problems,
  },
  {
    path: "/api/results/{resultId}",
    method: "get",
    id: "GetResult",
    summary: "The labels of a picture that was sent to be classified later",
    parameters: [pathPart("resultId", "The id of the accepted request.")],
    accepted: "Not classified yet",
    answer: {
      status: 200,
      description: "Labels, best first",
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
    summary: "Whether the model is loaded and storage answers",
    anonymous: true,
    parameters: [],
    answer: {
      status: 200,
      description: "All is well",
      contents: { "application/json": healthSchema },
      simple: healthSchema,
    },
    errors: problems,
  },
];
