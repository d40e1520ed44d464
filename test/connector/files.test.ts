import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import Ajv from "ajv";
import AjvDraft04 from "ajv-draft-04";
import { toApiDefinition } from "../../src/contracts/openapi/apiDefinition.js";
import { root } from "../paths.js";

const file = (name: string): Buffer => readFileSync(join(root, "connector", name));
const json = (name: string): unknown => JSON.parse(file(name).toString());

/** A folder with the connector repository's own schemas, which are no part of this project. */
const schemas = process.env["CONNECTOR_SCHEMAS"];
const skip = schemas === undefined && "CONNECTOR_SCHEMAS names no folder with the schemas";

/** They are JSON with comments and trailing commas, as JavaScript's object literals may have. */
const schema = (name: string): object =>
  Object(runInNewContext(`(${readFileSync(join(schemas ?? "", name), "utf8")})`));

test("the definition is what the operations say", () => {
  const stale = "connector/apiDefinition.swagger.json is stale: run npm run connector";
  assert.equal(file("apiDefinition.swagger.json").toString(), toApiDefinition(), stale);
});

test("the definition passes the connector repository's schema", { skip }, () => {
  // The schema knows words of Microsoft's editors, too.
  const ajv = new AjvDraft04.default({ strict: false, validateFormats: false });
  const valid = ajv.validate(
    schema("apiDefinition.swagger.schema.json"),
    json("apiDefinition.swagger.json"),
  );
  assert.ok(valid, ajv.errorsText());
});

for (const name of ["apiProperties", "settings"]) {
  test(`${name} passes the connector repository's schema`, { skip }, () => {
    const { id: _, ...rest } = Object(schema(`paconn-${name}.schema.json`));
    const ajv = new Ajv.default({ strict: false, validateFormats: false });
    assert.ok(ajv.validate(rest, json(`${name}.json`)), ajv.errorsText());
  });
}

test("a connection asks for the host and a secret key", () => {
  const { connectionParameters, policyTemplateInstances } = Object(
    json("apiProperties.json"),
  ).properties;
  assert.deepEqual(Object.keys(connectionParameters), ["host", "api_key"]);
  assert.equal(connectionParameters.api_key.type, "securestring");
  for (const { uiDefinition } of Object.values<Record<string, unknown>>(connectionParameters)) {
    const { displayName, description, tooltip, constraints } = Object(uiDefinition);
    for (const text of [displayName, description, tooltip]) assert.equal(typeof text, "string");
    assert.equal(constraints.required, "true");
  }
  const [policy] = policyTemplateInstances;
  assert.equal(policy.templateId, "dynamichosturl");
  assert.match(JSON.stringify(policy.parameters), /https:\/\/@connectionParameters\('host'\)/);
  // The key of the definition's one security scheme is the parameter's name.
  const { securityDefinitions } = Object(json("apiDefinition.swagger.json"));
  assert.deepEqual(Object.keys(securityDefinitions), ["api_key"]);
});

test("the settings name files that are there, and the icon is a small square", () => {
  const { apiProperties, apiDefinition, icon } = Object(json("settings.json"));
  for (const name of [apiProperties, apiDefinition, icon]) assert.ok(file(name).length > 0);
  // Width and height of a PNG's first chunk.
  assert.equal(file(icon).readUInt32BE(16), file(icon).readUInt32BE(20));
  assert.ok(statSync(join(root, "connector", icon)).size < 1_000_000);
});
