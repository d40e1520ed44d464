import { z } from "zod";
import { apiTitle, apiVersion, toPaths } from "./openApi.js";
import type { Content, Operation } from "./operation.js";

/**
 * The API as a Swagger 2.0 document, for custom connectors of Logic Apps and clients of Azure ML.
 * An operation has one body and one answer in that version, so the document has the simplest form.
 *
 * @param server base URL of the API, without a slash at the end
 */
export function toSwagger(server: string): object {
  const { host, protocol } = new URL(server);
  return {
    swagger: "2.0",
    info: { title: apiTitle, version: apiVersion },
    host,
    schemes: [protocol.slice(0, -1)],
    basePath: "/",
    securityDefinitions: {
      functionKey: { type: "apiKey", in: "header", name: "x-functions-key" },
    },
    security: [{ functionKey: [] }],
    paths: toPaths(toOperation),
  };
}

function toOperation(operation: Operation): object {
  const { id, summary, anonymous, parameters, simpleBody, answer, accepted, errors } = operation;
  return {
    operationId: id,
    summary,
    ...(anonymous && { security: [] }),
    ...(simpleBody && { consumes: [simpleBody.type] }),
    produces: ["application/json"],
    parameters: [
      ...parameters.map(({ schema, ...parameter }) => ({
        ...parameter,
        required: parameter.in === "path",
        ...toJsonSchema(schema),
      })),
      ...(simpleBody
        ? [{ name: "body", in: "body", required: true, schema: toBody(simpleBody.content) }]
        : []),
    ],
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(answer.simple && { schema: toJsonSchema(answer.simple) }),
      },
      ...(accepted && { 202: { description: accepted } }),
      default: { description: "The error", schema: toJsonSchema(errors.schema) },
    },
  };
}

function toBody(content: Content): object {
  return content === "bytes" ? { type: "string", format: "binary" } : toJsonSchema(content);
}

/** Swagger 2.0 builds on JSON Schema draft 4. It has `example`, but no `examples`. */
function toJsonSchema(schema: z.ZodType): object {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-4",
    override: ({ jsonSchema }) => {
      delete jsonSchema.examples;
    },
  });
  return json;
}
