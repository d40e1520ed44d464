import { z } from "zod";
import { problemSchema } from "../../http/errorAnswer.js";
import { topKSchema } from "../classify/labelOptions.js";

/** Content of a request or an answer: bytes, or a value of this schema. */
export type Content = "bytes" | z.ZodType;

/** One operation of the API, for both documents. */
export interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "put" | "delete";
  readonly id: string;
  readonly summary: string;
  readonly anonymous?: boolean;
  readonly parameters: readonly Parameter[];
  /** Content by media type. */
  readonly body?: Readonly<Record<string, Content>>;
  /** The one media type for Swagger 2.0, which has no alternatives. */
  readonly simpleBody?: { readonly type: string; readonly content: Content };
  /** Examples of JSON bodies. */
  readonly examples?: Readonly<Record<string, unknown>>;
  readonly answer: {
    readonly status: number;
    readonly description: string;
    readonly contents: Readonly<Record<string, Content>>;
    /** Schema of the answer to {@link simpleBody}. */
    readonly simple?: z.ZodType;
  };
  /** Description of 202, if the answer may come later, with `Location` and `Retry-After`. */
  readonly accepted?: string;
  readonly errors: { readonly type: string; readonly schema: z.ZodType };
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "path" | "header";
  readonly description: string;
  readonly schema: z.ZodType;
}

export const problems = { type: "application/problem+json", schema: problemSchema };

export const topK: Parameter = {
  name: "top_k",
  in: "query",
  description: "How many labels to return.",
  schema: topKSchema.default(5),
};

export const model: Parameter = {
  name: "model",
  in: "query",
  description: "Name of the expected model. The request fails if the service has another one.",
  schema: z.string(),
};

export const head: Parameter = {
  name: "head",
  in: "query",
  description:
    "Head of the model to use instead of its own classifier, or several separated by commas.",
  schema: z.string(),
};

export const timeout: Parameter = {
  name: "x-timeout-ms",
  in: "header",
  description: "Milliseconds that the caller waits. A later answer becomes an error.",
  schema: z.int().min(1),
};

export const pathPart = (name: string, description: string): Parameter => ({
  name,
  in: "path",
  description,
  schema: z.string().min(1),
});
