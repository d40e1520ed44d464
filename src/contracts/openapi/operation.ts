import { z } from "zod";
import { problemSchema } from "../../http/errorAnswer.js";
import { topKSchema } from "../classify/labelOptions.js";

/** A content of a request or an answer: bytes, or JSON of this schema. */
export type Content = "bytes" | z.ZodType;

/** One operation of the API, as both descriptions tell it. */
export interface Operation {
  readonly path: string;
  readonly method: "get" | "post" | "put" | "delete";
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
  /** What 202 means here, where the answer may come later: with `Location` and `Retry-After`. */
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
  description: "How many labels to name.",
  schema: topKSchema.default(5),
};

export const model: Parameter = {
  name: "model",
  in: "query",
  description: "The model that is expected to be served.",
  schema: z.string(),
};

export const head: Parameter = {
  name: "head",
  in: "query",
  description: "A head of the model instead of its own classifier; several by commas.",
  schema: z.string(),
};

export const timeout: Parameter = {
  name: "x-timeout-ms",
  in: "header",
  description: "Milliseconds after which the answer is of no use any more.",
  schema: z.int().min(1),
};

export const pathPart = (name: string, description: string): Parameter => ({
  name,
  in: "path",
  description,
  schema: z.string().min(1),
});
