// Writes api.ts, the types of the service's API, from its own description:
//
//     node examples/typescript/makeTypes.mjs [http://localhost:7071/api/openapi.json] > api.ts
//
// Each operation is an interface with its query, its bodies by media type, and its answer.

const [, , address = "http://localhost:7071/api/openapi.json"] = process.argv;
const { paths } = await fetch(address)
  .then((response) => response.json())
  .catch(({ cause, message }) => {
    console.error(`${address} gives no description: ${cause?.message ?? message}`);
    process.exit(1);
  });

console.log("// Made by makeTypes.mjs from the service's /api/openapi.json. Do not edit.");
for (const [path, operations] of Object.entries(paths)) {
  for (const [method, operation] of Object.entries(operations)) {
    console.log(`\n${toInterface(path, method, operation)}`);
  }
}

function toInterface(path, method, { operationId, summary, parameters, requestBody, responses }) {
  const query = parameters.filter((parameter) => parameter.in === "query");
  const properties = Object.fromEntries(
    query.map(({ name, description, schema }) => [name, { ...schema, description }]),
  );
  const [success] = Object.keys(responses);
  const members = [
    query.length > 0 && `query: ${toType({ type: "object", properties })};`,
    requestBody && `body: ${toContents(requestBody.content)};`,
    `answer: ${toContents(responses[success].content ?? {})};`,
  ];
  return [
    `/** ${summary}: ${method.toUpperCase()} ${path} */`,
    `export interface ${operationId} {`,
    ...members.filter(Boolean).map((member) => indent(member)),
    "}",
  ].join("\n");
}

/** Types of contents by media type. Only JSON has a type of its own. */
function toContents(contents) {
  const lines = Object.entries(contents).map(([type, { schema }]) => {
    const content = /\bjson$/.test(type)
      ? toType(schema)
      : /^text|jsonl$/.test(type)
        ? "string"
        : "Blob";
    return indent(
      `${JSON.stringify(type)}: ${type.startsWith("multipart") ? "FormData" : content};`,
    );
  });
  return ["{", ...lines, "}"].join("\n");
}

/** The type of a JSON Schema. */
function toType(schema = {}) {
  const { type, anyOf, prefixItems, items } = schema;
  if ("const" in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf) return anyOf.map(toType).join(" | ");
  if (prefixItems) return `[${prefixItems.map(toType).join(", ")}]`;
  if (Array.isArray(type)) return type.map((one) => toType({ ...schema, type: one })).join(" | ");
  switch (type) {
    case "array":
      return `(${toType(items)})[]`;
    case "object":
      return toObject(schema);
    case "integer":
      return "number";
    case "string":
    case "number":
    case "boolean":
    case "null":
      return type;
    default:
      return "unknown";
  }
}

function toObject({ properties = {}, required = [] }) {
  const lines = Object.entries(properties).flatMap(([name, schema]) => [
    ...(schema.description ? [`/** ${schema.description} */`] : []),
    `${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${toType(schema)};`,
  ]);
  return ["{", ...lines.map(indent), "}"].join("\n");
}

function indent(text) {
  return text.replaceAll(/^/gm, "  ");
}
