import { z } from "zod";
import type { Content, Operation } from "./operation.js";
import { operations } from "./operations.js";

export const apiTitle = "Serverless image classifier";
export const apiVersion = "1.0.0";

/**
 * The API as OpenAPI 3.1 tells it, made of the schemas that requests are checked with.
 *
 * @param server where the API is to be reached, without a slash at the end; undefined: where the
 *   description comes from. Never the `Host` of a request, which may say anything.
 */
export function toOpenApi(server: string | undefined): object {
  return {
    openapi: "3.1.0",
    info: { title: apiTitle, version: apiVersion },
    servers: [{ url: server ?? "/" }],
    security: [{ functionKey: [] }, { functionKeyInQuery: [] }],
    paths: toPaths(toOperation),
    components: {
      securitySchemes: {
        functionKey: { type: "apiKey", in: "header", name: "x-functions-key" },
        functionKeyInQuery: { type: "apiKey", in: "query", name: "code" },
      },
    },
  };
}

/** Operations by path and method. */
export function toPaths(render: (operation: Operation) => object): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method] = render(operation);
  }
  return paths;
}

function toOperation(operation: Operation): object {
  const { id, summary, anonymous, parameters, body, examples, answer, accepted, errors } =
    operation;
  return {
    operationId: id,
    summary,
    ...(anonymous && { security: [] }),
    parameters: parameters.map(({ schema, ...parameter }) => ({
      ...parameter,
      required: parameter.in === "path",
      schema: toJsonSchema(schema),
    })),
    ...(body && { requestBody: { required: true, content: toContents(body, examples) } }),
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(Object.keys(answer.contents).length > 0 && { content: toContents(answer.contents) }),
      },
      ...(accepted && { 202: { description: accepted } }),
      default: {
        description: "What is wrong",
        content: { [errors.type]: { schema: toJsonSchema(errors.schema) } },
      },
    },
  };
}

function toContents(
  contents: Readonly<Record<string, Content>>,
  examples: Readonly<Record<string, unknown>> = {},
): object {
  const named = Object.entries(examples).map(([name, value]) => [name, { value }]);
  return Object.fromEntries(
    Object.entries(contents).map(([type, content]) => [
      type,
      {
        // OpenAPI 3.1 says of bytes that they have no schema.
        ...(content !== "bytes" && { schema: toJsonSchema(content) }),
        ...(type === "application/json" &&
          named.length > 0 && {
            examples: Object.fromEntries(named),
          }),
      },
    ]),
  );
}

function toJsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: "input" });
  return json;
}
