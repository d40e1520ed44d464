import { z } from "zod";
import type { Content, Document, Operation } from "./operation.js";
import { operations } from "./operations.js";

export const apiTitle = "Serverless image classifier";
export const apiVersion = "1.0.0";
export const apiDescription =
  "Tells what is in a picture: labels and their scores, at once, for uploads as they arrive, or for whole containers of pictures.";

/**
 * The API as an OpenAPI 3.1 document, built from the schemas that validate requests.
 *
 * @param server where the API is to be reached, without a slash at the end; undefined: where the
 *   description comes from. Never the `Host` of a request, which may say anything.
 */
export function toOpenApi(server: string | undefined): object {
  return {
    openapi: "3.1.0",
    info: { title: apiTitle, description: apiDescription, version: apiVersion },
    servers: [{ url: server ?? "/" }],
    security: [{ functionKey: [] }, { functionKeyInQuery: [] }],
    paths: toPaths("OpenAPI", toOperation),
    components: {
      securitySchemes: {
        functionKey: { type: "apiKey", in: "header", name: "x-functions-key" },
        functionKeyInQuery: { type: "apiKey", in: "query", name: "code" },
      },
    },
  };
}

/**
 * The operations that a document tells, by path and method.
 *
 * @param beside what an operation adds beside the methods of its path
 */
export function toPaths(
  document: Document,
  render: (operation: Operation) => object,
  beside: (operation: Operation) => object = () => ({}),
): Record<string, object> {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    if (operation.only !== undefined && operation.only !== document) continue;
    const path = (paths[operation.path] ??= {});
    path[operation.method] = render(operation);
    Object.assign(path, beside(operation));
  }
  return paths;
}

function toOperation(operation: Operation): object {
  const { id, summary, description, anonymous, parameters, body } = operation;
  const { examples, answer, accepted, errors } = operation;
  const told = parameters.filter(({ only }) => only !== "Swagger");
  return {
    operationId: id,
    summary,
    description,
    ...(anonymous && { security: [] }),
    parameters: told.map(({ name, in: place, description, schema }) => ({
      name,
      in: place,
      description,
      required: place === "path",
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
