import { z } from "zod";
import { explainedSchema, labelsSchema, namedLabelsSchema } from "../classify/classifyAnswer.js";
import { classifyRequestSchema, pictureUrlSchema } from "../classify/classifyRequest.js";
import {
  functionToApplySchema,
  rollupSchema,
  thresholdSchema,
  unsureSchema,
} from "../classify/labelOptions.js";
import { scoreAnswerSchema, scoreErrorSchema } from "../score/scoreAnswer.js";
import { scoreListSchema, scoreRequestSchema } from "../score/scoreRequest.js";
import {
  head,
  model,
  pictureBody,
  problems,
  timeout,
  topK,
  type Operation,
  type Parameter,
} from "./operation.js";

/** A daisy of 24 × 18 pixels. */
const picture =
  "UklGRoAAAABXRUJQVlA4IHQAAACQBACdASoYABIAPu1mq08ppaOiKA1RMB2JZADGfA+8hvnI0j475mrDMLLyOUgA/Mgm" +
  "AUrY8y1QZmNkbjVlnsMTPsRDvQJ66uyhgIYRkMx5vI7alw7Bs9pwP9WJVz3BRRRk8UMoaItauv5xLnr5EfTFJgAAAA==";

export const threshold: Parameter = {
  name: "threshold",
  in: "query",
  title: "Least score",
  description: "Labels with a lower score are left out.",
  schema: thresholdSchema,
};

const rollup: Parameter = {
  name: "rollup",
  in: "query",
  title: "Roll up",
  description: "Name what the best labels have in common, by WordNet, and then wider nouns.",
  schema: rollupSchema,
};

const explain: Parameter = {
  name: "explain",
  in: "query",
  only: "OpenAPI",
  title: "Explain",
  description: "Also tell how much each part of the picture spoke for its best label.",
  schema: z.boolean(),
};

const unsure: Parameter = {
  name: "unsure",
  in: "query",
  title: "Unsure",
  description: "Answer without a label where the classifier is not sure.",
  schema: unsureSchema,
};

export const functionToApply: Parameter = {
  name: "function_to_apply",
  in: "query",
  title: "Score function",
  description: "How logits become scores.",
  schema: functionToApplySchema,
  visibility: "advanced",
};

/** What answers at once. */
export const classifyOperations: readonly Operation[] = [
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
      rollup,
      explain,
      unsure,
      functionToApply,
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
    accepted: "Accepted to be classified later",
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
      description: "Labels, best first",
      contents: {
        "application/json": z.union([labelsSchema, namedLabelsSchema, explainedSchema]),
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
    parameters: [topK, threshold, rollup, unsure, explain, functionToApply, model, head, timeout],
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
      contents: {
        "application/json": z.union([labelsSchema, namedLabelsSchema, explainedSchema]),
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
      description: "For each picture its labels, best first",
      contents: { "application/json": scoreAnswerSchema },
      simple: z.array(labelsSchema),
    },
    errors: { type: "application/json", schema: scoreErrorSchema },
  },
];
