import assert from "node:assert/strict";
import { after, test } from "node:test";
import { operations } from "../../src/contracts/openapi/operations.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
after(() => app.stop());

async function call(method: string, path: string) {
  const body = ["GET", "HEAD"].includes(method) ? undefined : "a body that nobody reads";
  const answer = await fetch(app.host.url + path, { method, ...(body && { body }) });
  const text = await answer.text();
  return { status: answer.status, allow: answer.headers.get("allow"), text, answer };
}

test("every 404 below /api/ says in JSON what there is", async () => {
  const { status, text, answer } = await call("POST", "/api/clasify");
  assert.equal(status, 404);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  const problem = Object(JSON.parse(text));
  assert.equal(problem.code, "NotFound");
  assert.match(problem.detail, /Near it are POST \/api\/classify, /);
  for (const path of ["/api", "/api/", "/api/demos/x", "/api/batches/7", "/api/a/b/c/d?code=x"]) {
    assert.equal(Object(JSON.parse((await call("GET", path)).text)).code, "NotFound", path);
  }
});

test("what is wrong at an address below the function's route is that function's to say", async () => {
  const { status, text } = await call("GET", "/api/demo/nothing.html");
  assert.deepEqual([status, Object(JSON.parse(text)).code], [404, "NotFound"]);
});

test("every address tells its methods to other ones", async () => {
  const id = "0d13076a-563b-449f-8460-354ea372aa0b";
  for (const { method, path } of operations) {
    const { status, allow } = await call("PATCH", path.replaceAll(/\{\w*Id\}/g, id));
    assert.equal(status, 405, path);
    assert.ok(allow?.split(", ").includes(method.toUpperCase()), `${path}: ${allow}`);
  }
  const { status, allow, text } = await call("HEAD", "/api/classify");
  assert.deepEqual([status, allow, text], [405, "POST", ""]);
});

test("the function that answers them is the last one by name, since hosts go by names", async () => {
  const { status } = await call("GET", "/api/health");
  assert.equal(status, 200);
  const names = [...app.host.output().matchAll(/^ {2}(\w+) +\S/gm)].map(([, name = ""]) => name);
  assert.ok(names.length > 30);
  assert.equal(names.toSorted((a, b) => a.localeCompare(b)).at(-1), "wrongAddress");
});
