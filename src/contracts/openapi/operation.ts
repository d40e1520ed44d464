import { z } from "zod";
import { problemSchema } from "../../http/errorAnswer.js";
import { headChoice } from "../choices.js";
import { topKSchema } from "../classify/labelOptions.js";

/** Content of a request or an answer: bytes, or a value of this schema. */
export type Content = "bytes" | z.ZodType;

/** Which of the two descriptions tells of something; without it, both. */
export type Document = "OpenAPI" | "Swagger";

/** How much a designer of workflows makes of something (`x-ms-visibility`). */
export type Visibility = "important" | "advanced" | "internal";

/** One operation of the API, as both descriptions tell it. */
export interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "put" | "delete";
  readonly id: string;
  /** At most 80 characters, without a full stop. */
  readonly summary: string;
  /** Whole sentences. */
  readonly description: string;
  readonly only?: Document;
  readonly visibility?: Visibility;
  readonly anonymous?: boolean;
  readonly parameters: readonly Parameter[];
  /** Content by media type. */
  readonly body?: Readonly<Record<string, Content>>;
  /** The one media type that Swagger 2.0, which knows no alternatives, tells of. */
  readonly simpleBody?: {
    readonly type: string;
    readonly content: Content;
    readonly title: string;
    readonly description: string;
  };
  /** Of JSON bodies. */
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly contents: Readonly<Record<string, Content>>;
    /** What answers {@link simpleBody}. */
    readonly simple?: Content;
    /** Of that answer, where it differs. */
    readonly simpleStatus?: number;
  };
  /** Description of 202, if the answer may come later, with `Location` and `Retry-After`. */
  readonly accepted?: string;
  readonly errors: { readonly type: string; readonly schema: z.ZodType };
  /** What is posted to the callback URL of a webhook's operation. */
  readonly notification?: { readonly description: string; readonly schema: z.ZodType };
  /** Makes a trigger of a webhook's operation, with a word on how to see it work. */
  readonly triggerHint?: string;
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  /** As a designer shows it. */
  readonly title: string;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly only?: Document;
  readonly required?: boolean;
  readonly visibility?: Visibility;
  /** Further extensions of Swagger. */
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export const problems = { type: "application/problem+json", schema: problemSchema };

export const topK: Parameter = {
  name: "top_k",
  in: "query",
  title: "Number of labels",
  description: "How many labels to name.",
  schema: topKSchema.default(5),
};

export const model: Parameter = {
  name: "model",
  in: "query",
  title: "Model",
  description: "The model that is expected to be served.",
  schema: z.string(),
  visibility: "advanced",
};

export const head: Parameter = {
  name: "head",
  in: "query",
  title: "Head",
  description: "A head of the model instead of its own classifier; several by commas.",
  schema: z.string(),
  visibility: "advanced",
  extensions: headChoice,
};

export const timeout: Parameter = {
  name: "x-timeout-ms",
  in: "header",
  title: "Timeout in milliseconds",
  description: "Milliseconds after which the answer is of no use any more.",
  schema: z.int().min(1),
  visibility: "advanced",
};

/** What makes 201 or 200 with an id of a 202: see `wantsCreated`. */
export const respondCreated: Parameter = {
  name: "respond",
  in: "query",
  title: "Respond",
  description: "Asks for an answer with an id instead of one to poll for.",
  schema: z.enum(["created"]).default("created"),
  only: "Swagger",
  required: true,
  visibility: "internal",
};

export const pathPart = (name: string, title: string, description: string): Parameter => ({
  name,
  in: "path",
  title,
  description,
  schema: z.string().min(1),
});

/** The path of a blob, which is one part of the URL's path for clients that encode its slashes. */
export const blobPath: Parameter = {
  ...pathPart("blob", "Blob path", "Path of the blob; it may have folders."),
  extensions: { "x-ms-url-encoding": "double" },
};

export const pictureBody = {
  type: "application/octet-stream",
  content: "bytes",
  title: "Picture",
  description: "The bytes of a picture: JPEG, PNG, WebP, GIF, TIFF or AVIF.",
} as const;
