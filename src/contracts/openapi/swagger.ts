import { z } from "zod";
import { apiTitle, apiVersion, toPaths } from "./openApi.js";
import type { Content, Operation } from "./operation.js";

/**
 * The API as Swagger 2.0 tells it, for Logic Apps' custom connectors and clients of Azure ML. That
 * version has one body and one answer for an operation, so of several forms it tells the simplest.
 *
 * @param server where the API is to be reached, without a slash at the end; undefined: where the
 *   description comes from, as this version has it where neither host nor schemes are named
 */
export function toSwagger(server: string | undefined): object {
  return {
    swagger: "2.0",
    info: { title: apiTitle, version: apiVersion },
    ...(server !== undefined && toHost(server)),
    basePath: "/",
    securityDefinitions: {
      functionKey: { type: "apiKey", in: "header", name: "x-functions-key" },
    },
    security: [{ functionKey: [] }],
    paths: toPaths(toOperation),
  };
}

function toHost(server: string): object {
  const { host, protocol } = new URL(server);
  return { host, schemes: [protocol.slice(0, -1)] };
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
      default: { description: "What is wrong", schema: toJsonSchema(errors.schema) },
    },
  };
}

function toBody(content: Content): object {
  return content === "bytes" ? { type: "string", format: "binary" } : toJsonSchema(content);
}

/** JSON Schema draft 4 is what Swagger 2.0 builds on; it knows `example`, but no `examples`. */
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
