import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { z } from "zod";
import { waitUntil } from "../localHost/testHost.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
const { host } = app;
after(() => app.stop());

async function get(path: string): Promise<Record<string, unknown>> {
  const answer = await fetch(`${host.url}/api/${path}`);
  assert.equal(answer.status, 200);
  return Object(await answer.json());
}

/** What the tests read of OpenAPI 3.1. */
const documentSchema = z.object({
  openapi: z.literal("3.1.0"),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        requestBody: z
          .object({
            content: z.record(
              z.string(),
              z.object({
                schema: z.unknown().optional(),
                examples: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
              }),
            ),
          })
          .optional(),
        responses: z.record(
          z.string(),
          z.object({
            content: z.record(z.string(), z.object({ schema: z.unknown().optional() })).optional(),
          }),
        ),
      }),
    ),
  ),
});

test("OpenAPI and Swagger are valid", async () => {
  for (const [path, version] of [
    ["openapi.json", "3.1"],
    ["swagger.json", "2.0"],
    ["swagger.json?version=2", "2.0"],
    ["swagger.json?version=3", "3.1"],
  ] as const) {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(await get(path));
    assert.ok(valid, `${path}: ${JSON.stringify(errors)}`);
    assert.equal(validator.version, version);
  }
  assert.equal((await fetch(`${host.url}/api/swagger.json?version=4`)).status, 404);
});

test("every function that the host serves over HTTP is described", async () => {
  const { paths } = documentSchema.parse(await get("openapi.json"));
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const undescribed = new Set(["openapi", "swagger", "demo", "demoPicture", "wrongAddress"]);
  const served = [...host.output().matchAll(/^ {2}(\w+) +(\S+) http:\/\/[^/]+(\/\S+)$/gm)]
    .filter(([, name]) => !undescribed.has(name ?? ""))
    .flatMap(([, name, methods = "", path = ""]) => {
      const place = path.replace("{*", "{").replace(":guid}", "}");
      const places = place.includes("/{kind?}")
        ? ["", "/rows", "/batches"].map((kind) => place.replace("/{kind?}", kind))
        : // Without a blob's path it lists rows.
          name === "classification"
          ? [place, place.replace("/{blob}", "")]
          : [place];
      // Score takes the other methods only to answer them as Azure ML does.
      const described = methods.split(",").slice(0, name === "score" ? 1 : undefined);
      return described.flatMap((method) => places.map((place) => `${method} ${place}`));
    });
  assert.deepEqual(served.toSorted(), described.toSorted());
});

test("every example is accepted, and its answer is as described", async () => {
  const { paths } = documentSchema.parse(await get("openapi.json"));
  const ajv = formats.default(new Ajv2020({ strict: false }));
  let sent = 0;
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, { requestBody, responses }] of Object.entries(methods)) {
      for (const [type, { schema, examples }] of Object.entries(requestBody?.content ?? {})) {
        for (const { value } of Object.values(examples ?? {})) {
          assert.ok(ajv.validate(Object(schema), value), ajv.errorsText());
          const answer = await fetch(host.url + path, {
            method,
            headers: { "content-type": type },
            body: JSON.stringify(value),
          });
          const answered = responses[answer.status]?.content?.["application/json"]?.schema;
          assert.ok(answered, `${path} answered ${answer.status}`);
          assert.ok(ajv.validate(Object(answered), await answer.json()), ajv.errorsText());
          sent++;
        }
      }
    }
  }
  assert.equal(sent, 6);
});

test("the other answers and the errors are as described", async () => {
  const { paths } = documentSchema.parse(await get("openapi.json"));
  const ajv = formats.default(new Ajv2020({ strict: false }));
  const schemaOf = (path: string, method: string, status: string, type: string): object =>
    Object(paths[path]?.[method]?.responses[status]?.content?.[type]?.schema);

  const health = schemaOf("/api/health", "get", "200", "application/json");
  assert.ok(ajv.validate(health, await get("health")), ajv.errorsText());

  const body = readFileSync(fixture("photos/cat.jpg"));
  const stored = await fetch(`${host.url}/api/uploads/cat.jpg`, { method: "PUT", body });
  const location = stored.headers.get("location") ?? "";
  const path = "/api/classifications/{container}/{blob}";
  const row = schemaOf(path, "get", "200", "application/json");
  const problem = schemaOf(path, "get", "default", "application/problem+json");
  await waitUntil(async () => {
    const answer = await fetch(location);
    const isThere = answer.status === 200;
    assert.ok(ajv.validate(isThere ? row : problem, await answer.json()), ajv.errorsText());
    return isThere;
  });
  const list = schemaOf("/api/classifications/{container}", "get", "200", "application/json");
  const page = await get("classifications/uploads");
  assert.equal(Object(page["value"]).length, 1);
  assert.ok(ajv.validate(list, page), ajv.errorsText());
  const model = schemaOf("/api/model", "get", "200", "application/json");
  assert.ok(ajv.validate(model, await get("model")), ajv.errorsText());
  const scoreError = schemaOf("/api/score", "post", "default", "application/json");
  const refused = await fetch(`${host.url}/api/score`, { method: "POST" });
  assert.ok(ajv.validate(scoreError, await refused.json()), ajv.errorsText());
});
