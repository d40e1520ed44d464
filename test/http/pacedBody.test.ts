import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, get, type IncomingMessage, type ServerResponse } from "node:http";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { toPacedBody } from "../../src/http/pacedBody.js";
import { eventually, within } from "../deadline.js";

const megabyte = Buffer.alloc(1 << 20);

/** A server that writes as the library does, without waiting, and counts what it was given. */
async function serve(t: TestContext, megabytes: number) {
  let given = 0;
  let ended = false;
  async function* give() {
    try {
      while (given < megabytes) {
        given++;
        yield megabyte;
      }
    } finally {
      ended = true;
    }
  }
  async function answerWith(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const id = String(incoming.headers["x-ms-invocation-id"]);
    for await (const chunk of toPacedBody(id, give())) outgoing.write(chunk);
    outgoing.end();
  }
  const server = createServer((incoming, outgoing) => void answerWith(incoming, outgoing));
  server.listen(0, "127.0.0.1");
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  await once(server, "listening");
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const options = { port: address.port, headers: { "x-ms-invocation-id": t.name } };
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    get(options, resolve).once("error", reject);
  });
  return { answer: await within(10, "The header", answer), given: () => given, ended: () => ended };
}

test("a body waits for a caller that does not read, and goes on when it does", async (t) => {
  const { answer, given } = await serve(t, 100);
  const quiet = await eventually(async () => {
    const seen = given();
    await delay(500);
    return given() === seen ? seen : undefined;
  });
  // What the operating system takes for a connection is some megabytes.
  assert.ok(quiet < 50, `${quiet} MB`);
  let length = 0;
  for await (const chunk of answer) length += Buffer.from(chunk).length;
  assert.equal(length, 100 * megabyte.length);
});

test("a body ends its wait when the caller leaves", async (t) => {
  const { answer, ended } = await serve(t, 60);
  answer.destroy();
  await eventually(async () => ended() || undefined);
});
