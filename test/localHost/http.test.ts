import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, suite, test } from "node:test";
import { z } from "zod";
import { startTestHost, waitUntil, type TestHost } from "./testHost.js";

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

  test("literal routes go before parameters", async () => {
    assert.equal(await (await call("files/fixed/name")).text(), "fixed");
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

suite("chunked uploads and callers that go away", () => {
  let host: TestHost;
  before(async () => {
    host = await startTestHost(env);
  });
  after(async () => {
    assert.equal(await host.stop(), 0, host.output());
  });

  for (const method of ["POST", "DELETE"]) {
    test(`a chunked ${method} arrives whole`, async () => {
      const chunks = Array.from({ length: 50 }, () => randomBytes(20_000));
      const answer = await new Promise<string>((resolve, reject) => {
        const headers = { "transfer-encoding": "chunked" };
        const upload = request(`${host.url}/api/digest`, { method, headers }, (response) => {
          response.setEncoding("utf8").on("data", resolve);
        });
        upload.on("error", reject);
        for (const chunk of chunks) upload.write(chunk);
        upload.end();
      });
      const digest: unknown = JSON.parse(answer);
      assert.deepEqual(digest, { ...digestOf(Buffer.concat(chunks)), type: null });
    });
  }

  test("a chunked body that grows over the limit is refused", async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let sent = 0; sent <= limit; sent += 1_000_000)
          controller.enqueue(randomBytes(1_000_000));
        controller.close();
      },
    });
    const init = { method: "POST", body, duplex: "half" } as const;
    assert.equal((await fetch(`${host.url}/api/digest`, init)).status, 413);
  });

  const partOf = (head: string): Socket => {
    const socket = connect(Number(new URL(host.url).port), "127.0.0.1");
    socket.write(`POST /api/upload HTTP/1.1\r\nhost: x\r\n${head}`);
    return socket;
  };
  const counted = async (entry: string): Promise<number> =>
    (await host.seen()).filter((seen) => seen === entry).length;

  test("a caller that goes away while it uploads chunks ends the function's body", async () => {
    const socket = partOf("transfer-encoding: chunked\r\n\r\n4\r\nonly\r\n");
    await waitUntil(async () => (await counted("upload started")) === 1);
    socket.destroy();
    await waitUntil(() => /upload ended after \d+ ms: its caller went away/.test(host.output()));
    assert.equal(await counted("upload broken off"), 1);
    assert.doesNotMatch(host.output(), /upload failed/);
  });

  test("a function is not invoked before the whole of an announced body is there", async () => {
    const before = await counted("upload started");
    const socket = partOf("content-length: 8\r\n\r\nonly");
    await once(socket, "connect");
    await fetch(`${host.url}/api/upload`, { method: "POST", body: "whole" });
    assert.equal(await counted("upload started"), before + 1);
    socket.end(" all");
    await waitUntil(async () => (await counted("upload arrived")) === 2);
    const broken = partOf("content-length: 8\r\n\r\nonly");
    await once(broken, "connect");
    broken.destroy();
    await fetch(`${host.url}/api/upload`, { method: "POST", body: "whole" });
    assert.equal(await counted("upload started"), before + 3);
  });

  test("callers that leave at once leave no invocation behind and no error", async () => {
    const own = await startTestHost(env);
    const { port } = new URL(own.url);
    const callers = Array.from({ length: 100 }, async (_, at) => {
      const socket = connect(Number(port), "127.0.0.1");
      await once(socket, "connect");
      const kind = at % 2 ? "content-length: 2\r\n\r\n{}" : "transfer-encoding: chunked\r\n\r\n";
      socket.write(`POST /api/digest HTTP/1.1\r\nhost: x\r\n${kind}`);
      if (at % 3) setImmediate(() => socket.destroy());
      else socket.destroy();
      await once(socket, "close");
    });
    await Promise.all(callers);
    await fetch(`${own.url}/api/seen`);
    assert.equal(await own.stop(), 0);
    // The end waits for an invocation left behind, which fails by functionTimeout, 2 s.
    assert.doesNotMatch(own.output(), /failed/);
  });

  test("a caller that goes away while it waits leaves the host well", async () => {
    const caller = new AbortController();
    const waiting = fetch(`${host.url}/api/slow?ms=300`, { signal: caller.signal });
    await waitUntil(async () => (await host.seen()).includes("slow started"));
    caller.abort();
    await assert.rejects(waiting);
    await waitUntil(() => host.output().includes("slow succeeded"));
    assert.equal((await fetch(`${host.url}/api/fixed`)).status, 404);
  });

  test("a function that returns nothing is an error, since Azure would not answer", async () => {
    assert.equal((await fetch(`${host.url}/api/silent`)).status, 500);
    assert.match(host.output(), /silent failed after \d+ ms: it returned nothing/);
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
