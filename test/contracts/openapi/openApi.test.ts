import assert from "node:assert/strict";
import { test } from "node:test";
import { toOpenApi } from "../../../src/contracts/openapi/openApi.js";
import { operations } from "../../../src/contracts/openapi/operations.js";
import { toSwagger } from "../../../src/contracts/openapi/swagger.js";

const server = "https://pictures.example.org";
const documents = { OpenAPI: toOpenApi(server), Swagger: toSwagger(server) };

/** Every value of a document, with the key that it has. */
function* entries(value: unknown): Generator<[key: string, value: unknown]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield [key, inner];
    yield* entries(inner);
  }
}

test("the documents tell where the API is", () => {
  const { OpenAPI, Swagger } = documents;
  assert.deepEqual(Object(OpenAPI).servers, [{ url: server }]);
  const { host, schemes } = Object(Swagger);
  assert.deepEqual([host, schemes], ["pictures.example.org", ["https"]]);
  // Without one it is where they come from.
  assert.deepEqual(Object(toOpenApi(undefined)).servers, [{ url: "/" }]);
  assert.deepEqual(
    Object.keys(toSwagger(undefined)).filter((key) => /host|schemes/.test(key)),
    [],
  );
});

test("operations have ids of their own", () => {
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
});

test("every part of a path is a parameter, and no other parameter is in the path", () => {
  for (const { path, id, parameters } of operations) {
    const parts = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const told = parameters.filter((parameter) => parameter.in === "path");
    assert.deepEqual(
      told.map(({ name }) => name),
      parts,
      id,
    );
  }
});

for (const [name, document] of Object.entries(documents)) {
  test(`${name} has every operation that is meant for it`, () => {
    for (const { path, method, id, only } of operations) {
      const told = Object(document).paths[path]?.[method];
      assert.equal(told?.operationId, only === undefined || only === name ? id : undefined);
      if (told) assert.ok(told.responses.default, id);
    }
  });

  test(`${name} holds nothing that only part of its readers know`, () => {
    const keys = new Set([...entries(document)].map(([key]) => key));
    assert.ok(!keys.has("$schema"));
    assert.ok(!keys.has("$ref"));
  });
}

test("202 is told to those who can poll, and not to connectors", () => {
  const { OpenAPI, Swagger } = documents;
  for (const { path, method, id, accepted } of operations) {
    if (accepted !== undefined) assert.ok(Object(OpenAPI).paths[path][method].responses[202], id);
    assert.ok(!Object(Swagger).paths[path]?.[method]?.responses[202], id);
  }
});

test("Swagger has one body for an operation, and none of JSON Schema's later words", () => {
  const keys = new Set([...entries(documents.Swagger)].map(([key]) => key));
  for (const later of ["examples", "const", "requestBody", "content", "anyOf", "oneOf"]) {
    assert.ok(!keys.has(later), later);
  }
  for (const { path, method, id, only } of operations) {
    if (only === "OpenAPI") continue;
    const { parameters } = Object(documents.Swagger).paths[path][method];
    const bodies = parameters.filter((parameter: { in: string }) => parameter.in === "body");
    assert.ok(bodies.length <= 1, id);
  }
});
