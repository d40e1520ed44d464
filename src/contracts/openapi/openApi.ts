import { z } from "zod";
import type { Content, Operation } from "./operation.js";
import { operations } from "./operations.js";

export const apiTitle = "Serverless image classifier";
export const apiVersion = "1.0.0";

/**
 * The API as an OpenAPI 3.1 document, built from the schemas that validate requests.
 *
 * @param server base URL of the API, without a slash at the end
 */
export function toOpenApi(server: string): object {
  return {
    openapi: "3.1.0",
    info: { title: apiTitle, version: apiVersion },
    servers: [{ url: server }],
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
        description: "The error",
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
        // In OpenAPI 3.1 bytes have no schema.
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
