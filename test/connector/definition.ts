import { readFileSync } from "node:fs";
import { join } from "node:path";
import AjvDraft04 from "ajv-draft-04";
import formats from "ajv-formats";
import { z } from "zod";
import { root } from "../paths.js";

/** What a connector reads of an operation in Swagger 2.0. */
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.enum(["query", "path", "header", "body"]),
  required: z.boolean(),
  default: z.unknown().optional(),
  schema: z.record(z.string(), z.unknown()).optional(),
  "x-ms-url-encoding": z.enum(["single", "double"]).default("single"),
});
const operationSchema = z.object({
  operationId: z.string(),
  consumes: z.tuple([z.string()]).optional(),
  security: z.array(z.unknown()).optional(),
  parameters: z.array(parameterSchema),
  responses: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })),
});
const definitionSchema = z.object({
  securityDefinitions: z.object({
    api_key: z.object({ in: z.literal("header"), name: z.string() }),
  }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});

export type SwaggerParameter = z.output<typeof parameterSchema>;
export interface SwaggerOperation extends z.output<typeof operationSchema> {
  readonly path: string;
  readonly method: string;
  /** Of what is posted to a webhook of this path. */
  readonly notification: object | undefined;
}

const file = readFileSync(join(root, "connector/apiDefinition.swagger.json"), "utf8");
const definition = definitionSchema.parse(JSON.parse(file));

/** The header that takes the connection's key. */
export const keyHeader = definition.securityDefinitions.api_key.name;

export const operations: readonly SwaggerOperation[] = Object.entries(definition.paths).flatMap(
  ([path, { "x-ms-notification-content": notification, ...methods }]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operationSchema.parse(operation),
      path,
      method: method.toUpperCase(),
      notification: notification === undefined ? undefined : Object(notification).schema,
    })),
);

/** @throws Error for an operation that the definition does not have */
export function findOperation(id: string): SwaggerOperation {
  const found = operations.find(({ operationId }) => operationId === id);
  if (!found) throw new Error(`The definition has no operation ${id}`);
  return found;
}

const ajv = formats.default(new AjvDraft04.default({ strict: false }), { mode: "fast" });
// Bytes are whatever they are, and numbers as precise as they come.
for (const format of ["binary", "byte", "int32", "double"]) ajv.addFormat(format, true);

/** @throws Error where the value is not as the schema says, or has what no schema tells of */
export function check(schema: object, value: unknown, what: string): void {
  if (!ajv.validate(schema, value)) throw new Error(`${what}: ${ajv.errorsText()}`);
  checkKnown(schema, value, what);
}

/** A workflow reads only what the definition describes; so there must be nothing else. */
function checkKnown(schema: object, value: unknown, what: string): void {
  if (Array.isArray(value)) {
    for (const item of value) checkKnown(Object(schema).items ?? {}, item, `${what}[]`);
  } else if (typeof value === "object" && value !== null && "properties" in schema) {
    for (const [name, inner] of Object.entries(value)) {
      const told = Object(schema.properties)[name];
      if (told === undefined) throw new Error(`${what}: ${name} is not described`);
      checkKnown(told, inner, `${what}.${name}`);
    }
  }
}
