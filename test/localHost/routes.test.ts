import assert from "node:assert/strict";
import { test } from "node:test";
import { compileRoute, decodePath, type Route } from "../../src/localHost/routes.js";
import { compileBlobPath } from "../../src/localHost/blobPath.js";

const guid = "01234567-89ab-cdef-0123-456789ABCDEF";

const compile = (template: string): Route =>
  compileRoute(template, (segment) => new Error(`refused ${segment}`));

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
    ["api/{id:guid}", "/api/12", undefined],
    ["api/{id:guid}", `/api/${guid}`, { id: guid }],
  ];
  for (const [template, path, values] of cases) {
    assert.deepEqual(compile(template)(path), values, `${template} ${path}`);
  }
});

test("a part of a template that is not known is an error", () => {
  assert.throws(() => compile("api/{id:range(1,2)}"), /refused/);
  assert.throws(() => compile("api/{id=5}"), /refused/);
  assert.throws(() => compile("api/{name}.{ext}"), /refused/);
});

test("paths are decoded once, and not to slashes", () => {
  assert.equal(decodePath("/a%2Fb%2f%20%25%E2%82%AC"), "/a%2Fb%2f %€");
  assert.equal(decodePath("/%252F%FF"), "/%2F%FF");
});

test("a blob path's parameter takes slashes too", () => {
  const path = compileBlobPath("uploads/in/{folder}/{name}.jpg");
  assert.equal(path.container, "uploads");
  assert.equal(path.prefix, "in/");
  assert.deepEqual(path.match("in/a/b/c.jpg"), { folder: "a/b", name: "c" });
  assert.equal(path.match("in/a/.jpg"), undefined);
  assert.equal(path.match("in/a/c.png"), undefined);
  assert.throws(() => compileBlobPath("{container}/{name}"), /must be the name of a container/);
  assert.throws(() => compileBlobPath("uploads"), /must be the name of a container/);
});
