import { apiDescription, apiTitle, apiVersion, toPaths } from "./openApi.js";
import type { Content, Operation, Parameter } from "./operation.js";
import { toSwaggerSchema } from "./swaggerSchema.js";

/**
 * The API as Swagger 2.0 tells it, for Logic Apps' custom connectors and clients of Azure ML. That
 * version has one body and one answer for an operation, so of several forms it tells the simplest.
 * The names that begin with `x-ms-` are what a designer of workflows shows.
 *
 * @param server where the API is to be reached, without a slash at the end; undefined: where the
 *   description comes from, as this version has it where neither host nor schemes are named
 */
export function toSwagger(server: string | undefined): object {
  return {
    swagger: "2.0",
    info: {
      title: apiTitle,
      description: apiDescription,
      version: apiVersion,
      contact: { name: apiTitle, ...(server !== undefined && { url: `${server}/api/demo` }) },
    },
    ...(server !== undefined && toHost(server)),
    basePath: "/",
    consumes: ["application/json"],
    produces: ["application/json"],
    securityDefinitions: {
      api_key: { type: "apiKey", in: "header", name: "x-functions-key" },
    },
    security: [{ api_key: [] }],
    paths: toPaths("Swagger", toOperation, toNotification),
  };
}

function toHost(server: string): object {
  const { host, protocol } = new URL(server);
  return { host, schemes: [protocol.slice(0, -1)] };
}

function toOperation(operation: Operation): object {
  const { id, summary, description, anonymous, parameters, simpleBody, answer, errors } = operation;
  return {
    operationId: id,
    summary,
    description,
    ...(operation.visibility && { "x-ms-visibility": operation.visibility }),
    ...(operation.triggerHint !== undefined && {
      "x-ms-trigger": "single",
      "x-ms-trigger-hint": operation.triggerHint,
    }),
    ...(anonymous && { security: [] }),
    ...(simpleBody && { consumes: [simpleBody.type] }),
    parameters: [
      ...parameters.filter(({ only }) => only !== "OpenAPI").map(toParameter),
      ...(simpleBody ? [toBody(simpleBody)] : []),
    ],
    responses: {
      [answer.simpleStatus ?? answer.status]: {
        description: answer.description,
        ...(answer.simple && { schema: toSchema(answer.simple) }),
      },
      default: { description: "What is wrong", schema: toSwaggerSchema(errors.schema) },
    },
  };
}

function toParameter(parameter: Parameter): object {
  const { name, title, description, schema, required, visibility, extensions } = parameter;
  return {
    ...toSwaggerSchema(schema),
    name,
    in: parameter.in,
    required: required ?? parameter.in === "path",
    "x-ms-summary": title,
    description,
    ...(visibility && { "x-ms-visibility": visibility }),
    ...extensions,
  };
}

function toBody({ content, title, description }: NonNullable<Operation["simpleBody"]>): object {
  return {
    name: "body",
    in: "body",
    required: true,
    "x-ms-summary": title,
    description,
    "x-ms-visibility": "important",
    schema: toSchema(content),
  };
}

/** What a webhook's operation sends, which stands beside the methods of a path. */
function toNotification({ notification }: Operation): object {
  if (!notification) return {};
  const { description, schema } = notification;
  return { "x-ms-notification-content": { description, schema: toSwaggerSchema(schema) } };
}

function toSchema(content: Content): object {
  return content === "bytes" ? { type: "string", format: "binary" } : toSwaggerSchema(content);
}
