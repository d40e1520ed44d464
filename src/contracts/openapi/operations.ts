import { z } from "zod";
import { batchOperations } from "./batchOperations.js";
import { choiceOperations } from "./choiceOperations.js";
import { classifyOperations } from "./classifyOperations.js";
import { headOperations } from "./headOperations.js";
import { subscriptionOperations } from "./subscriptionOperations.js";
import { trainingOperations } from "./trainingOperations.js";
import { uploadOperations } from "./uploadOperations.js";
import { resultAnswerSchema } from "../upload/classificationAnswer.js";
import { labelsSchema } from "../classify/classifyAnswer.js";
import { healthSchema } from "../health/healthAnswer.js";
import { modelAnswerSchema } from "../model/modelAnswer.js";
import { pathPart, problems, respondCreated, type Operation } from "./operation.js";

export const operations: readonly Operation[] = [
  ...classifyOperations,
  ...uploadOperations,
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
  ...trainingOperations,
  ...subscriptionOperations,
  ...choiceOperations,
  ...headOperations,
  {
    path: "/api/model",
    method: "get",
    id: "GetModel",
    summary: "Get the model",
    description: "Tells the name, the labels and the heads of the served model, and what it takes.",
    visibility: "advanced",
    parameters: [],
    answer: {
      status: 200,
      description: "The model",
      contents: { "application/json": modelAnswerSchema },
      simple: modelAnswerSchema,
    },
    errors: problems,
  },
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
