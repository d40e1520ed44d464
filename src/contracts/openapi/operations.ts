import { z } from "zod";
import { batchOperations } from "./batchOperations.js";
import { choiceOperations } from "./choiceOperations.js";
import { classifyOperations } from "./classifyOperations.js";
import { subscriptionOperations } from "./subscriptionOperations.js";
import { classificationAnswerSchema, resultAnswerSchema } from "../upload/classificationAnswer.js";
import { labelsSchema } from "../classify/classifyAnswer.js";
import { uploadAnswerSchema } from "../upload/uploadAnswer.js";
import { healthSchema } from "../health/healthAnswer.js";
import {
  blobPath,
  pathPart,
  pictureBody,
  problems,
  respondCreated,
  type Operation,
} from "./operation.js";

export const operations: readonly Operation[] = [
  ...classifyOperations,
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
    summary: "Get a result",
    description: "Tells what is known of a picture that was sent to be classified later.",
    parameters: [
      pathPart("resultId", "Result ID", "The id of the accepted request."),
      respondCreated,
    ],
    accepted: "Not classified yet",
    answer: {
      status: 200,
      description: "Labels, best first",
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
      description: "All is well",
      contents: { "application/json": healthSchema },
      simple: healthSchema,
    },
    errors: problems,
  },
];
