import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRoute, decodePath } from "../../src/localHost/routes.js";
import { compileBlobPath } from "../../src/localHost/blobPath.js";
import { resolveParameters, resolveSettings } from "../../src/localHost/bindingExpressions.js";

test("templates match as in ASP.NET Core", () => {
  const cases: [string, string, object | undefined][] = [
    ["api/classify", "/api/classify", {}],
    ["api/classify", "/API/Classify/", {}],
    ["api/classify", "/api/classify/x", undefined],
    ["api/{a}/{b?}", "/api/x", { a: "x" }],
    ["api/{a}/{b?}", "/api/x/y", { a: "x", b: "y" }],
    ["api/{a}", "/api/", undefined],
    ["api/{a}/{*rest}", "/api/x", { a: "x" }],
    ["api/{a}/{*rest}", "/api/x/y/z/", { a: "x", rest: "y/z/" }],
    ["api/{name}.{ext}", "/api/a.b.jpg", { name: "a.b", ext: "jpg" }],
    ["api/{id:guid}", "/api/12", undefined],
    ["api/{id:int}", "/api/-12", { id: "-12" }],
  ];
  for (const [template, path, values] of cases) {
    assert.deepEqual(compileRoute(template).match(path), values, `${template} ${path}`);
  }
});

test("a part of a template that is not known is an error", () => {
  assert.throws(() => compileRoute("api/{id:range(1,2)}"), /does not support the route part/);
  assert.throws(() => compileRoute("api/{id=5}"), /does not support the route part/);
});

test("routes with more literals go first", () => {
  const templates = ["a/{*all}", "a/{b}", "a/{b:int}", "a/b"];
  const sorted = templates.toSorted((a, b) =>
    compileRoute(a).precedence.localeCompare(compileRoute(b).precedence),
  );
  assert.deepEqual(sorted, templates.toReversed());
});

test("paths are decoded once, and not to slashes", () => {
  assert.equal(decodePath("/a%2Fb%2f%20%25%E2%82%AC"), "/a%2Fb%2f %€");
  assert.equal(decodePath("/%252F%FF"), "/%2F%FF");
});

test("a blob path's parameter takes slashes too", () => {
  process.env["TEST_CONTAINER"] = "uploads";
  const path = compileBlobPath("%TEST_CONTAINER%/in/{folder}/{name}.jpg");
  assert.equal(path.container, "uploads");
  assert.equal(path.prefix, "in/");
  assert.deepEqual(path.match("in/a/b/c.jpg"), { folder: "a/b", name: "c" });
  assert.equal(path.match("in/a/.jpg"), undefined);
  assert.equal(path.match("in/a/c.png"), undefined);
  assert.deepEqual(compileBlobPath("uploads").match("any/name"), {});
  assert.throws(
    () => compileBlobPath("{container}/{name}"),
    /must begin with the name of a container/,
  );
});

test("binding expressions name what they do not find", () => {
  assert.equal(resolveParameters("q-{NAME}", new Map([["name", "x"]])), "q-x");
  assert.throws(
    () => resolveParameters("q-{name}", new Map()),
    /no "name", which "q-\{name\}" needs/,
  );
  assert.throws(() => resolveSettings("%NOT_SET_ANYWHERE%"), /NOT_SET_ANYWHERE/);
});
