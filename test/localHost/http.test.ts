import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { request } from "node:http";
import { connect } from "node:net";
import { after, before, suite, test } from "node:test";
import { startTestHost, waitUntil, type TestHost } from "./testHost.js";

const limit = 9_000_000;
const env = { WORK_QUEUE: "not-used", FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: `${limit}` };
const modes = [
  ["with HTTP streaming", { ...env, TEST_STREAM: "1" }],
  ["without HTTP streaming", env],
] as const;

const digestOf = (bytes: Uint8Array): object => ({
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

for (const [mode, variables] of modes) {
  suite(mode, () => {
    let host: TestHost;
    before(async () => {
      host = await startTestHost(variables);
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

    test("a function that throws is an empty 500 and reaches the hooks", async () => {
      const response = await call("failing");
      assert.equal(response.status, 500);
      assert.equal(await response.text(), "");
      const seen = await host.seen();
      assert.ok(seen.some((entry) => JSON.stringify(entry).includes('"error":"as intended"')));
      assert.ok(seen.some((entry) => JSON.stringify(entry).includes('"hook":true')));
      assert.match(host.output(), /failing failed after \d+ ms: as intended/);
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
      assert.deepEqual(await (await call("items/7")).json(), { id: "7" });
      assert.deepEqual(await (await call("items/7/x")).json(), { id: "7", rest: "x" });
      assert.equal((await call("items/seven")).status, 404);
      assert.equal((await call("nothing")).status, 404);
      assert.equal((await call("digest")).status, 404);
      assert.equal((await call("big", { method: "HEAD" })).status, 404);
      assert.equal((await fetch(`${host.url}/big`)).status, 404);
    });

    test("literal routes go before parameters", async () => {
      assert.equal(await (await call("files/fixed/name")).text(), "fixed");
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
}

suite("chunked uploads and callers that go away", () => {
  let host: TestHost;
  before(async () => {
    host = await startTestHost({ ...env, TEST_STREAM: "1" });
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

  test("a caller that goes away while it uploads ends the function's body", async () => {
    const { port } = new URL(host.url);
    const socket = connect(Number(port), "localhost");
    socket.write("POST /api/upload HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\nonly this");
    await waitUntil(() => socket.bytesWritten > 0);
    setTimeout(() => socket.destroy(), 100);
    await waitUntil(async () => (await host.seen()).includes("upload broken off"));
    assert.match(host.output(), /upload: broken off/);
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
    assert.match(host.output(), /silent returned nothing/);
  });
});

test("without HTTP streaming, nothing returned is a 204 and a chunked body arrives empty", async () => {
  const host = await startTestHost(env);
  assert.equal((await fetch(`${host.url}/api/silent`)).status, 204);
  const body = new Blob(["text"]).stream();
  const init = { method: "POST", body, duplex: "half" } as const;
  const answer: unknown = await (await fetch(`${host.url}/api/digest`, init)).json();
  assert.deepEqual(answer, { ...digestOf(Buffer.alloc(0)), type: null });
  await host.stop();
});

test("with --auth, functions ask for the keys of their level", async () => {
  const keys = { FUNCTIONS_KEY: "function-key", FUNCTIONS_MASTER_KEY: "master-key" };
  const host = await startTestHost({ ...env, ...keys, TEST_STREAM: "1" }, "--auth");
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
