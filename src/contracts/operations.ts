import { z } from "zod";
import { classificationAnswerSchema } from "./classificationAnswer.js";
import { labelsSchema, namedLabelsSchema } from "./classifyAnswer.js";
import { classifyRequestSchema } from "./classifyRequest.js";
import { problemSchema } from "./errorAnswer.js";
import { healthSchema } from "./healthAnswer.js";
import { thresholdSchema, topKSchema } from "./labelOptions.js";
import { scoreAnswerSchema, scoreErrorSchema } from "./scoreAnswer.js";
import { scoreListSchema, scoreRequestSchema } from "./scoreRequest.js";

/** A content of a request or an answer: bytes, or JSON of this schema. */
export type Content = "bytes" | z.ZodType;

/** One operation of the API, as both descriptions tell it. */
export interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "put";
  readonly id: string;
  readonly summary: string;
  readonly anonymous?: boolean;
  readonly parameters: readonly Parameter[];
  /** By media type. */
  readonly body?: Readonly<Record<string, Content>>;
  /** The one media type that Swagger 2.0, which knows no alternatives, tells of. */
  readonly simpleBody?: { readonly type: string; readonly content: Content };
  /** Of JSON bodies. */
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly contents: Readonly<Record<string, Content>>;
    /** What answers {@link simpleBody}. */
    readonly simple?: z.ZodType;
  };
  readonly errors: { readonly type: string; readonly schema: z.ZodType };
}

interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly description: string;
  readonly schema: z.ZodType;
}

const problems = { type: "application/problem+json", schema: problemSchema };

const topK: Parameter = {
  name: "top_k",
  in: "query",
  description: "How many labels to name.",
  schema: topKSchema.default(5),
};

const timeout: Parameter = {
  name: "x-timeout-ms",
  in: "header",
  description: "Milliseconds after which the answer is of no use any more.",
  schema: z.int().min(1),
};

const pathPart = (name: string, description: string): Parameter => ({
  name,
  in: "path",
  description,
  schema: z.string().min(1),
});

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
      timeout,
    ],
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
    parameters: [timeout],
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
      status: 202,
      description: "Stored; the header Location names the place of its row",
      contents: {},
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
