import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { toOpenApi } from "../../src/contracts/openapi/openApi.js";
import { root } from "../paths.js";
import { operations } from "./definition.js";

const folder = join(root, "connector/workflows");
const stepSchema = z.looseObject({
  type: z.string(),
  inputs: z.looseObject({}).optional(),
  runAfter: z.record(z.string(), z.array(z.string())).optional(),
  actions: z.record(z.string(), z.unknown()).optional(),
  else: z.object({ actions: z.record(z.string(), z.unknown()) }).optional(),
});
const workflowSchema = z.object({
  definition: z.object({
    $schema: z.string().endsWith("/2016-06-01/workflowdefinition.json#"),
    contentVersion: z.string(),
    parameters: z.record(z.string(), z.looseObject({ type: z.string() })),
    triggers: z.record(z.string(), z.unknown()),
    actions: z.record(z.string(), z.unknown()),
    outputs: z.object({}),
  }),
});
type Step = z.output<typeof stepSchema>;

/** All steps, also those inside others; each runs after steps of its own level. */
function* steps(level: Record<string, unknown>): Generator<[name: string, step: Step]> {
  for (const [name, value] of Object.entries(level)) {
    const step = stepSchema.parse(value);
    for (const before of Object.keys(step.runAfter ?? {})) assert.ok(before in level, before);
    yield [name, step];
    yield* steps({ ...step.actions });
    yield* steps({ ...step.else?.actions });
  }
}

/** A path as it is sent: each expression stands for one part of it. */
const sent = (path: string): string => path.replaceAll(/@\{[^}]*\}/g, "x");

function isAt(path: string, template: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path);
}

/** A step through the connector keeps to the definition. */
function checkConnectorStep(name: string, { type, inputs }: Step): void {
  const { path, queries = {}, body } = Object(inputs);
  const method = type === "ApiConnectionWebhook" ? "POST" : String(Object(inputs).method);
  const operation = operations.find(
    (one) => isAt(sent(path), one.path) && one.method === method.toUpperCase(),
  );
  assert.ok(operation, `${name}: ${method} ${path} is not in the definition`);
  const { parameters, notification } = operation;
  assert.equal(notification !== undefined, type === "ApiConnectionWebhook", name);
  const told = parameters.filter((one) => one.in === "query");
  for (const query of Object.keys(queries))
    assert.ok(
      told.some((one) => one.name === query),
      query,
    );
  for (const one of told) assert.ok(!one.required || one.name in queries, `${name}: ${one.name}`);
  const { schema = {} } = parameters.find((one) => one.in === "body") ?? {};
  if (typeof body !== "object") return;
  const { properties, required = [] } = Object(schema);
  for (const field of Object.keys(body)) assert.ok(field in properties, `${name}: ${field}`);
  for (const field of required) assert.ok(field in body, `${name}: ${field}`);
}

/** A plain request keeps to the OpenAPI description. */
function checkRequest(name: string, request: unknown): void {
  const { uri, method, queries = {}, headers } = Object(request);
  const app = "@{parameters('url')}";
  if (!String(uri).startsWith(app)) return;
  const { pathname, searchParams } = new URL(`https://app.example${String(uri).slice(app.length)}`);
  const paths: [string, unknown][] = Object.entries(Object(toOpenApi("https://x")).paths);
  const path = paths.find(([path]) => isAt(pathname, path));
  const operation = Object(path?.[1])[String(method).toLowerCase()];
  assert.ok(operation, `${name}: ${method} ${uri}`);
  const told = new Set(operation.parameters.map((one: { name: string }) => one.name));
  for (const query of [...Object.keys(queries), ...searchParams.keys()]) {
    assert.ok(told.has(query), `${name}: ${query}`);
  }
  assert.equal(headers["x-functions-key"], "@parameters('key')");
}

for (const file of readdirSync(folder)) {
  test(`${file} calls what there is`, () => {
    const text = readFileSync(join(folder, file), "utf8");
    const { definition } = workflowSchema.parse(JSON.parse(text));
    const { triggers, actions, parameters } = definition;
    let calls = 0;
    for (const [name, step] of [...steps(triggers), ...steps(actions)]) {
      const { host, subscribe } = Object(step.inputs);
      if (String(host?.connection.name).includes("'classifier'")) {
        checkConnectorStep(name, step);
        calls++;
      } else if (step.type === "Http" || step.type === "HttpWebhook") {
        checkRequest(name, subscribe ?? step.inputs);
        calls++;
      }
    }
    assert.ok(calls > 0);
    for (const [, name = ""] of text.matchAll(/parameters\('([^']+)'\)/g)) {
      assert.ok(name in parameters, `The parameter ${name} is not declared`);
    }
    // Expressions that name a step name one that there is.
    const names = new Set([...steps(triggers), ...steps(actions)].map(([name]) => name));
    for (const [, name = ""] of text.matchAll(/(?:body|items)\('(\w+)'\)/g)) {
      assert.ok(names.has(name), `There is no step ${name}`);
    }
  });
}
