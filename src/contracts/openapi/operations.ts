import { z } from "zod";
import { batchOperations } from "./batchOperations.js";
import { choiceOperations } from "./choiceOperations.js";
import { subscriptionOperations } from "./subscriptionOperations.js";
import { classificationAnswerSchema, resultAnswerSchema } from "../upload/classificationAnswer.js";
import { labelsSchema, namedLabelsSchema } from "../classify/classifyAnswer.js";
import { classifyRequestSchema, pictureUrlSchema } from "../classify/classifyRequest.js";
import { uploadAnswerSchema } from "../upload/uploadAnswer.js";
import { healthSchema } from "../health/healthAnswer.js";
import { thresholdSchema } from "../classify/labelOptions.js";
import {
  blobPath,
  head,
  model,
  pathPart,
  pictureBody,
  problems,
  respondCreated,
  timeout,
  topK,
  type Operation,
  type Parameter,
} from "./operation.js";
import { scoreAnswerSchema, scoreErrorSchema } from "../score/scoreAnswer.js";
import { scoreListSchema, scoreRequestSchema } from "../score/scoreRequest.js";

/** A daisy of 24 × 18 pixels. */
const picture =
  "UklGRoAAAABXRUJQVlA4IHQAAACQBACdASoYABIAPu1mq08ppaOiKA1RMB2JZADGfA+8hvnI0j475mrDMLLyOUgA/Mgm" +
  "AUrY8y1QZmNkbjVlnsMTPsRDvQJ66uyhgIYRkMx5vI7alw7Bs9pwP9WJVz3BRRRk8UMoaItauv5xLnr5EfTFJgAAAA==";

const threshold: Parameter = {
  name: "threshold",
  in: "query",
  title: "Least score",
  description: "Labels with a lower score are left out.",
  schema: thresholdSchema,
};

export const operations: readonly Operation[] = [
  {
    path: "/api/classify",
    method: "post",
    id: "Classify",
    summary: "Classify a picture",
    description: "Takes the bytes of a picture, and answers with its best labels at once.",
    visibility: "important",
    parameters: [
      topK,
      threshold,
      model,
      head,
      timeout,
      {
        name: "async",
        in: "query",
        only: "OpenAPI",
        title: "Later",
        description: "Accept one picture to be classified later; as does Prefer: respond-async.",
        schema: z.boolean(),
      },
      {
        name: "callback_url",
        in: "query",
        only: "OpenAPI",
        title: "Callback URL",
        description: "Where to send the result, signed, if it comes later.",
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
    simpleBody: pictureBody,
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
    path: "/api/classify/url",
    method: "post",
    id: "ClassifyUrl",
    summary: "Classify a picture at a URL",
    description: "Fetches a picture from a public URL, and answers with its best labels at once.",
    parameters: [topK, threshold, model, head, timeout],
    body: { "application/json": pictureUrlSchema },
    simpleBody: {
      type: "application/json",
      content: pictureUrlSchema,
      title: "Picture's address",
      description: "Where the picture is.",
    },
    answer: {
      status: 200,
      description: "Labels, best first",
      contents: { "application/json": labelsSchema, "text/csv": z.string() },
      simple: labelsSchema,
    },
    errors: problems,
  },
  {
    path: "/api/score",
    method: "post",
    id: "Score",
    summary: "Classify a list of pictures",
    description:
      "Takes a list of pictures in the form of Azure ML's endpoints, and answers with a list of labels for each.",
    visibility: "internal",
    parameters: [model, head, timeout],
    body: { "application/json": scoreRequestSchema },
    simpleBody: {
      type: "application/json",
      content: scoreListSchema,
      title: "Pictures",
      description: "The pictures, and what is wanted of labels.",
    },
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
    summary: "Upload a picture",
    description:
      "Stores one picture in the container uploads, where it is classified as any blob that arrives there.",
    parameters: [blobPath],
    body: { "image/*": "bytes", "application/octet-stream": "bytes" },
    simpleBody: pictureBody,
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
    summary: "Get a classification",
    description: "Tells what is known of an uploaded picture: whether it waits, and its labels.",
    parameters: [
      pathPart("container", "Container", "The container that it was uploaded to."),
      blobPath,
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
    summary: "Get a result",
    description: "Tells what is known of a picture that was sent to be classified later.",
    parameters: [
      pathPart("resultId", "Result ID", "The id of the accepted request."),
      respondCreated,
    ],
    accepted: "Not classified yet",
    answer: {
      status: 200,
      description: "The labels, best first",
      contents: { "application/json": labelsSchema, "text/csv": z.string() },
      simple: resultAnswerSchema,
    },
    errors: problems,
  },
  ...batchOperations,
  ...subscriptionOperations,
  ...choiceOperations,
  {
    path: "/api/health",
    method: "get",
    id: "Health",
    summary: "Get the service's health",
    description: "Tells whether the model is loaded and storage answers.",
    visibility: "advanced",
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
