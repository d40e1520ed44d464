import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { text } from "node:stream/consumers";
import { after, beforeEach, test } from "node:test";
import type { Network } from "../../src/outbound/guardedRequest.js";
import { postCallback } from "../../src/outbound/postCallback.js";
import { toSettings } from "../../src/settings.js";

const received: { headers: IncomingHttpHeaders; body: string }[] = [];
let status = 204;
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  received.push({ headers: request.headers, body: await text(request) });
  response.writeHead(status, { location: "http://elsewhere.example/" }).end();
}
const server = createServer((request, response) => void answer(request, response)).listen(
  0,
  "127.0.0.1",
);
await once(server, "listening");
after(() => server.close());
const address = server.address();
const port = typeof address === "object" && address !== null ? address.port : 0;
const { url: settings } = toSettings({ URL_PORTS: String(port), URL_TIMEOUT_MS: "1000" });
const callback = `http://receiver.example:${port}/hook?token=1`;

/** Every name is this machine, which only this network lets be reached. */
const network: Network = {
  resolve: (_name, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
  isAllowedAddress: () => true,
};
const key = "a key of some length";
const result = { id: "1", labels: [{ label: "tabby, tabby cat ä", score: 0.5 }] };

beforeEach(() => {
  received.length = 0;
  status = 204;
});

test("a result arrives signed", async () => {
  await postCallback(callback, result, key, settings, network);
  const [{ headers, body } = { headers: {}, body: "" }] = received;
  assert.deepEqual(JSON.parse(body), result);
  assert.equal(headers["content-type"], "application/json");
  const timestamp = String(headers["x-timestamp"]);
  assert.ok(Math.abs(Number(timestamp) - Date.now() / 1000) < 5);
  const hmac = createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex");
  assert.equal(headers["x-signature"], `sha256=${hmac}`);
});

test("any other answer than success is worth another attempt, and redirects are not followed", async () => {
  for (status of [302, 403, 500]) {
    await assert.rejects(postCallback(callback, result, key, settings, network), {
      code: "CallbackFailed",
      message: `The callback URL answered ${status}.`,
      retryable: true,
    });
  }
  assert.equal(received.length, 3);
});

test("404 and 410 say that nobody listens any more", async () => {
  for (status of [404, 410]) {
    const sent = postCallback(callback, result, key, settings, network);
    await assert.rejects(sent, { code: "CallbackGone" });
  }
});

test("nothing is sent to addresses that are not public", async () => {
  for (const url of [`http://127.0.0.1:${port}/`, `http://[::1]:${port}/`, callback]) {
    const guarded: Network = { ...network, isAllowedAddress: () => false };
    const sent = postCallback(url, result, key, settings, guarded);
    await assert.rejects(sent, { code: "UrlNotAllowed" });
  }
  assert.equal(received.length, 0);
});
