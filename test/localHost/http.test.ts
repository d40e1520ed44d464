import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { after, before, suite, test } from "node:test";
import { z } from "zod";
import { startTestHost, type TestHost } from "./testHost.js";

const limit = 9_000_000;
const env = { WORK_QUEUE: "not-used", FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: `${limit}` };
const paramsSchema = z.object({
  params: z.record(z.string(), z.string()),
  type: z.string().nullable(),
  body: z.string(),
});

const digestOf = (bytes: Uint8Array): object => ({
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

suite("requests and answers", () => {
  let host: TestHost;
  before(async () => {
    host = await startTestHost(env);
  });
  after(async () => {
    assert.equal(await host.stop(), 0, host.output());
  });
  const call = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(`${host.url}/api/${path}`, init);

  test("hands a big body to the function, with headers", async () => {
    const body = randomBytes(limit);
    const response = await call("digest", { method: "PUT", body, headers: { "x-type": "a/b" } });
    assert.deepEqual(await response.json(), { ...digestOf(body), type: "a/b" });
  });

  test("answers with status, headers and body of the function", async () => {
    const body = randomBytes(70_000);
    const response = await call("echo?q=a&q=b", { method: "POST", body });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("x-method"), "POST");
    assert.deepEqual(Buffer.from(await response.arrayBuffer()), body);
  });

  test("hands a big answer to the caller", async () => {
    const answer = await (await call("big?bytes=30000000")).arrayBuffer();
    assert.equal(answer.byteLength, 30_000_000);
  });

  test("refuses a body that is longer than the limit", async () => {
    const response = await call("digest", { method: "POST", body: randomBytes(limit + 1) });
    assert.equal(response.status, 413);
  });

  test("many requests at once get each its own answer", async () => {
    await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const body = randomBytes(100 + at * 1000);
        const response = await call("digest", { method: "POST", body });
        assert.deepEqual(await response.json(), { ...digestOf(body), type: null });
      }),
    );
  });

  test("a function that does not read its body answers all the same, again and again", async () => {
    for (let turn = 0; turn < 5; turn++) {
      const response = await call("early", { method: "POST", body: randomBytes(3_000_000) });
      assert.equal(response.status, 400);
      assert.deepEqual(await response.json(), { error: "no need to read" });
    }
  });

  test("a function that throws is an empty 500, and its error is logged", async () => {
    const response = await call("failing");
    assert.equal(response.status, 500);
    assert.equal(await response.text(), "");
    assert.match(host.output(), /failing failed after \d+ ms: as intended/);
  });

  test("a preInvocation hook may put another handler in place", async () => {
    assert.equal(await (await call("hooked")).text(), "hooked");
  });

  test("a function that takes longer than functionTimeout is a 500", async () => {
    assert.equal((await call("slow?ms=2500")).status, 500);
    assert.match(host.output(), /slow failed .* functionTimeout, 2 s/);
  });

  test("route values are decoded save for encoded slashes", async () => {
    const response = await call("files/a%20b/c%2Fd/%C3%A9%25.jpg");
    assert.deepEqual(await response.json(), { container: "a b", path: "c%2Fd/é%.jpg" });
  });

  test("what no route takes, and what no function takes by method, is a 404", async () => {
    const id = "01234567-89ab-cdef-0123-456789abcdef";
    assert.deepEqual(await (await call(`items/${id}`)).json(), { id });
    assert.deepEqual(await (await call(`items/${id}/x`)).json(), { id, rest: "x" });
    assert.equal((await call("items/seven")).status, 404);
    assert.equal((await call("nothing")).status, 404);
    assert.equal((await call("digest")).status, 404);
    assert.equal((await call("big", { method: "HEAD" })).status, 404);
    assert.equal((await fetch(`${host.url}/big`)).status, 404);
  });

  test("of two routes that match, that of the function whose name is first is taken", async () => {
    assert.equal(await (await call("files/exact/name")).text(), "exact");
    // "Later" comes after "files", although its route says more and capitals come before.
    assert.deepEqual(await (await call("files/later/name")).json(), {
      container: "later",
      path: "name",
    });
  });

  test("parameters hold query and JSON body too; the route wins, headers may be hidden", async () => {
    const params = async (path: string, body?: string): Promise<z.output<typeof paramsSchema>> => {
      const headers = { "content-type": "text/x-test" };
      const init = body === undefined ? {} : { method: "POST", body, headers };
      return paramsSchema.parse(await (await call(`params/${path}`, init)).json());
    };
    const body = JSON.stringify({ id: "b", rest: "b", n: 1, yes: true, no: null, deep: {}, l: [] });
    assert.deepEqual(await params("r", body), {
      params: { id: "r", rest: "b", n: "1", yes: "True" },
      type: "text/x-test",
      body,
    });
    const query = await params("r?id=q&rest=q&x=1&x=2&code=secret", body);
    assert.deepEqual(query.params, { id: "r", rest: "q", n: "1", yes: "True", x: "1,2" });
    assert.deepEqual((await params("r/s?rest=q")).params, { id: "r", rest: "s" });
    // Names differ without regard to case, and keep the spelling that comes first.
    assert.deepEqual((await params("r", '{"ID":"b"}')).params, { ID: "r" });
    assert.deepEqual((await params("r", "[1]")).params, { id: "r" });
    const hidden = await params("r", '{"headers":"b"}');
    assert.deepEqual([hidden.params, hidden.type], [{ headers: "b", id: "r" }, null]);
  });

  test("Azure looks for parameters in bodies of an announced length alone", async () => {
    const body = new Blob(['{"rest":"b"}']).stream();
    const init = { method: "POST", body, duplex: "half" } as const;
    const answer = paramsSchema.parse(await (await call("params/r", init)).json());
    assert.deepEqual(answer.params, { id: "r" });
  });

  test("keys are not asked for", async () => {
    assert.equal((await call("secured")).status, 200);
  });

  test("an origin in local.settings.json may call from a browser, others may not", async () => {
    const headers = { "access-control-request-method": "PUT", origin: "https://known.example" };
    const preflight = await call("digest", { method: "OPTIONS", headers });
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers.get("access-control-allow-origin"), headers.origin);
    assert.equal(preflight.headers.get("access-control-allow-methods"), "PUT");
    const unknown = { ...headers, origin: "https://other.example" };
    const refused = await call("digest", { method: "OPTIONS", headers: unknown });
    assert.equal(refused.status, 404);
    assert.equal(refused.headers.get("access-control-allow-origin"), null);
  });

  test("settings come from the file where the environment has none", async () => {
    assert.deepEqual(await (await call("settings")).json(), { file: "file", queue: "not-used" });
  });
});

test("with --auth, functions ask for the keys of their level", async () => {
  const keys = { FUNCTIONS_KEY: "function-key", FUNCTIONS_MASTER_KEY: "master-key" };
  const host = await startTestHost({ ...env, ...keys }, "--auth");
  const status = async (path: string, key?: string): Promise<number> => {
    const headers = key ? { "x-functions-key": key } : {};
    return (await fetch(`${host.url}/api/${path}`, { headers })).status;
  };
  assert.equal(await status("seen"), 200);
  assert.equal(await status("secured"), 401);
  assert.equal(await status("secured", "wrong"), 401);
  assert.equal(await status("secured", "function-key"), 200);
  assert.equal(await status("secured?code=function-key"), 200);
  assert.equal(await status("secured?code=master-key"), 200);
  assert.equal(await status("admin", "function-key"), 401);
  assert.equal(await status("admin", "master-key"), 200);
  assert.match(host.output(), /x-functions-key: function-key/);
  await host.stop();
});
