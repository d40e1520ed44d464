import { z } from "zod";
import { evaluationRequestSchema } from "../training/evaluationRequest.js";
import { resultFiles } from "../training/resultFile.js";
import { trainingAnswerSchema, trainingListSchema } from "../training/trainingAnswer.js";
import { trainingRequestSchema } from "../training/trainingRequest.js";
import { deletedAnswerSchema, storedAnswerSchema } from "../upload/uploadAnswer.js";
import {
  blobPath,
  pathPart,
  pictureBody,
  problems,
  respondCreated,
  type Operation,
} from "./operation.js";

const answer = {
  status: 200,
  contents: { "application/json": trainingAnswerSchema },
  simple: trainingAnswerSchema,
} as const;

const started = { ...answer, status: 202, description: "Started", simpleStatus: 201 } as const;

const list = {
  status: 200,
  description: "Newest first",
  contents: { "application/json": trainingListSchema },
  simple: trainingListSchema,
} as const;

const trainingId = pathPart("id", "Training ID", "The id of the training.");
const evaluationId = pathPart("id", "Evaluation ID", "The id of the evaluation.");

/** What is the same for trainings and evaluations, but for their names. */
function jobOperations(
  kind: "training" | "evaluation",
  name: "Training" | "Evaluation",
  id: typeof trainingId,
): Operation[] {
  const path = `/api/${kind}s`;
  const an = kind === "training" ? "a training" : "an evaluation";
  return [
    {
      path,
      method: "get",
      id: `List${name}s`,
      summary: `List ${kind}s`,
      description: `Lists the newest ${kind}s and how far they are.`,
      visibility: "advanced",
      parameters: [],
      answer: list,
      errors: problems,
    },
    {
      path: `${path}/{id}`,
      method: "get",
      id: `Get${name}`,
      summary: `Get ${an}`,
      description: `Tells how far ${an} is, how it ended, and where its results are.`,
      parameters: [id, respondCreated],
      accepted: "It still runs",
      answer: { ...answer, description: "How far it is" },
      errors: problems,
    },
    {
      path: `${path}/{id}`,
      method: "delete",
      id: `Cancel${name}`,
      summary: `Cancel ${an}`,
      description: `Ends ${an} before it is done. It needs the app's master key.`,
      visibility: "advanced",
      parameters: [id, respondCreated],
      answer: { ...answer, description: "It has ended" },
      errors: problems,
    },
    {
      path: `${path}/{id}/{file}`,
      method: "get",
      id: `Get${name}File`,
      summary: `Get a result of ${an}`,
      description: `Reads a file that ${an} has written when it succeeded.`,
      visibility: "advanced",
      parameters: [
        id,
        {
          ...pathPart("file", "File", "Which of the files to read."),
          schema: z.enum(resultFiles[kind]).default("metrics.json"),
        },
      ],
      answer: {
        status: 200,
        description: "The file",
        contents: {
          "text/html": z.string(),
          "application/json": z.unknown(),
          ...(kind === "training" && { "text/markdown": z.string() }),
        },
        simple: "bytes",
      },
      errors: problems,
    },
  ];
}

/** Teaching the service, and measuring what it learnt. */
export const trainingOperations: readonly Operation[] = [
  {
    path: "/api/trainings",
    method: "post",
    id: "StartTraining",
    summary: "Start a training",
    description:
      "Starts to train a head of your own labels on labelled pictures. It needs the app's master key.",
    parameters: [respondCreated],
    body: { "application/json": trainingRequestSchema },
    simpleBody: {
      type: "application/json",
      content: trainingRequestSchema,
      title: "Training",
      description: "Which pictures to learn from, and how.",
    },
    examples: {
      fridge: { name: "fridge", data: { container: "training", prefix: "fridge/" }, folds: 5 },
    },
    answer: started,
    errors: problems,
  },
  ...jobOperations("training", "Training", trainingId),
  {
    path: "/api/evaluations",
    method: "post",
    id: "StartEvaluation",
    summary: "Start an evaluation",
    description:
      "Starts to measure the model or a head on labelled pictures. It needs the app's master key.",
    parameters: [respondCreated],
    body: { "application/json": evaluationRequestSchema },
    simpleBody: {
      type: "application/json",
      content: evaluationRequestSchema,
      title: "Evaluation",
      description: "What to measure, and on which pictures.",
    },
    examples: {
      own: { data: { container: "training", prefix: "animals/" } },
    },
    answer: started,
    errors: problems,
  },
  ...jobOperations("evaluation", "Evaluation", evaluationId),
  {
    path: "/api/training-data/{blob}",
    method: "put",
    id: "UploadTrainingData",
    summary: "Upload a labelled picture",
    description:
      "Stores one picture in the container training. The folder that it lies in is its label, as in fridge/milk/1.jpg.",
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
  {
    path: "/api/training-data/{blob}",
    method: "delete",
    id: "DeleteTrainingData",
    summary: "Delete a labelled picture",
    description:
      "Deletes one picture of the container training. One that is gone is no error. It needs the app's master key.",
    visibility: "advanced",
    parameters: [blobPath],
    answer: {
      status: 200,
      description: "It is gone",
      contents: { "application/json": deletedAnswerSchema },
      simple: deletedAnswerSchema,
    },
    errors: problems,
  },
];
