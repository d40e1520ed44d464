import assert from "node:assert/strict";
import { test } from "node:test";
import { toSwagger } from "../../src/contracts/openapi/swagger.js";
import { z } from "zod";

const text = z.string().min(1);
const schemaSchema = z.looseObject({
  type: z.string().optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  "x-ms-summary": z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  pattern: z.string().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
});
const operationSchema = z.looseObject({
  operationId: z.string().regex(/^[A-Z][A-Za-z]+$/),
  summary: text.max(80).regex(/[^.]$/),
  description: text.regex(/^[A-Z].+\.$/),
  parameters: z.array(
    z.looseObject({
      name: text,
      in: z.enum(["query", "path", "header", "body"]),
      "x-ms-summary": text.max(80),
      description: text.regex(/^[A-Z].+\w/),
      schema: z.unknown().optional(),
    }),
  ),
  responses: z.record(z.string(), z.object({ description: text, schema: z.unknown() })),
});
const definition = z
  .object({
    info: z.object({
      title: text.max(80),
      description: text.min(30).max(500),
      version: text,
      contact: z.object({ name: text, url: z.url() }),
    }),
    paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  })
  .parse(toSwagger("https://pictures.example.org"));

const operations = Object.entries(definition.paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => !method.startsWith("x-"))
    .map(([method, operation]) => ({ path, method, ...operationSchema.parse(operation) })),
);

/** Checks a schema and all that is in it. */
function checkSchema(value: unknown, place: string): void {
  const schema = schemaSchema.parse(value);
  for (const limit of [schema.minimum, schema.maximum]) {
    assert.notEqual(Math.abs(limit ?? 0), Number.MAX_SAFE_INTEGER, place);
  }
  assert.ok((schema.pattern ?? "").length < 60, `${place}: ${schema.pattern}`);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const inner = schemaSchema.parse(property);
    assert.ok(inner["x-ms-summary"], `${place}.${name} has no x-ms-summary`);
    assert.ok(inner.description, `${place}.${name} has no description`);
    checkSchema(property, `${place}.${name}`);
  }
  if (schema.items !== undefined) checkSchema(schema.items, `${place}[]`);
}

test("summaries and ids are there once", () => {
  for (const list of [operations.map((o) => o.summary), operations.map((o) => o.operationId)]) {
    assert.equal(new Set(list).size, list.length);
  }
});

for (const { operationId, parameters, responses, path } of operations) {
  test(`${operationId} tells its parameters and its answers`, () => {
    for (const parameter of parameters) {
      checkSchema(parameter.schema ?? parameter, `${operationId}: ${parameter.name}`);
      if (parameter.name === "blob") assert.equal(parameter["x-ms-url-encoding"], "double");
      if (["x-timeout-ms", "model", "head"].includes(parameter.name)) {
        assert.equal(parameter["x-ms-visibility"], "advanced");
      }
    }
    assert.ok(parameters.filter((parameter) => parameter.in === "body").length <= 1);
    const good = Object.entries(responses).filter(([status]) => status.startsWith("2"));
    assert.equal(good.length, 1);
    for (const [status, { schema }] of Object.entries(responses)) {
      assert.ok(schema, `${operationId}: ${status} has no schema`);
      checkSchema(schema, `${operationId}: ${status}`);
    }
    const notification = Object(definition.paths[path])["x-ms-notification-content"];
    if (notification) checkSchema(notification.schema, `${operationId}: notification`);
  });
}

test("lists of choices come from operations that there are", () => {
  const ids = new Set(operations.map(({ operationId }) => operationId));
  const asked = JSON.stringify(definition).matchAll(
    /"x-ms-dynamic-values":\{"operationId":"(\w+)"/g,
  );
  const names = [...asked].map(([, id]) => id ?? "");
  assert.deepEqual([...new Set(names)].toSorted(), ["ListContainers", "ListHeads"]);
  for (const name of names) assert.ok(ids.has(name), name);
});

test("what connectors must not poll for carries a constant that asks for an id", () => {
  const constant = (id: string): unknown =>
    operations
      .find(({ operationId }) => operationId === id)
      ?.parameters.find(({ name }) => name === "respond");
  for (const id of ["StartBatch", "GetBatch", "GetResult", "CancelBatch"]) {
    const { enum: values, default: value, required, ...rest } = Object(constant(id));
    assert.deepEqual([values, value, required], [["created"], "created", true]);
    assert.equal(rest["x-ms-visibility"], "internal");
  }
});

test("triggers and the action that waits are webhooks, with a way to end them", () => {
  for (const [path, hint] of [
    ["/api/subscriptions/rows", true],
    ["/api/subscriptions/batches", true],
    ["/api/classify/wait", false],
  ] as const) {
    const { post, "x-ms-notification-content": content } = Object(definition.paths[path]);
    assert.equal(post["x-ms-trigger"], hint ? "single" : undefined, path);
    assert.equal(typeof post["x-ms-trigger-hint"], hint ? "string" : "undefined");
    assert.ok(content.schema.properties, path);
    const { schema } = post.parameters.find(({ name }: { name: string }) => name === "body");
    const { callback_url: url } = schema.properties;
    assert.deepEqual([url["x-ms-notification-url"], url["x-ms-visibility"]], [true, "internal"]);
    assert.ok(schema.required.includes("callback_url"));
  }
  for (const path of ["/api/subscriptions/{subscriptionId}", "/api/results/{resultId}"]) {
    assert.equal(Object(definition.paths[path]).delete["x-ms-visibility"], "internal");
  }
});
