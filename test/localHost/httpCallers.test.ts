import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { connect, type Socket } from "node:net";
import { after, before, suite, test } from "node:test";
import { startTestHost, waitUntil, type TestHost } from "./testHost.js";

const limit = 9_000_000;
const env = { WORK_QUEUE: "not-used", FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: `${limit}` };

const digestOf = (bytes: Uint8Array): object => ({
  bytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
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
  const statusOf = async (socket: Socket): Promise<number> => {
    const [head]: Buffer[] = await once(socket, "data");
    return Number(/^HTTP\/1\.1 (\d+)/.exec(String(head))?.[1]);
  };
  const counted = async (entry: string): Promise<number> =>
    (await host.seen()).filter((seen) => seen === entry).length;

  test("a body that is too long is refused before it comes, and its connection does not break", async () => {
    const body = randomBytes(2 * limit);
    const socket = partOf(`connection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
    assert.equal(await statusOf(socket), 413);
    socket.end(body);
    // An error would reject.
    await once(socket, "close");
  });

  test("callers that announce much and send nothing leave room for others", async (t) => {
    // Fewer could fill the 256 MiB that all bodies together may have.
    const stalled = Array.from({ length: 40 }, () => partOf(`content-length: ${limit}\r\n\r\n-`));
    t.after(() => stalled.forEach((socket) => socket.destroy()));
    const statuses = Promise.all(stalled.map(statusOf));
    statuses.catch(() => {});
    await Promise.all(stalled.map((socket) => once(socket, "connect")));
    const small = await fetch(`${host.url}/api/digest`, { method: "POST", body: "small" });
    assert.equal(small.status, 200);
    const counts = new Map<number, number>();
    for (const status of await statuses) counts.set(status, (counts.get(status) ?? 0) + 1);
    // Each leaves as much free as it takes.
    const fit = Math.floor((256 * 1024 * 1024) / limit) - 1;
    assert.deepEqual(
      counts,
      new Map([
        [503, 40 - fit],
        [408, fit],
      ]),
    );
  });

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
