import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fetchPicture } from "../../src/outbound/fetchPicture.js";
import type { Network } from "../../src/outbound/guardedRequest.js";
import { postCallback } from "../../src/outbound/postCallback.js";
import { toSettings } from "../../src/settings.js";
import { within } from "../deadline.js";

const upgrade =
  "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
const head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";

/** What a server may do with a connection. Each of them ends what was asked of it. */
const servers: Record<string, (socket: Socket) => unknown> = {
  "switches protocols": (socket) => socket.write(upgrade),
  "switches protocols and talks on": (socket) => socket.write(`${upgrade}${"x".repeat(100_000)}`),
  "switches protocols and leaves": (socket) => socket.end(upgrade),
  "switches protocols without being asked to which": (socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
  "says 100 Continue and no more": (socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n"),
  "says 102 and 103 without end": (socket) =>
    repeat(socket, "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
  "sends a head that never ends": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    return repeat(socket, "X: y\r\n");
  },
  "answers and falls silent": (socket) => socket.write(head),
  "sends a body by the drop": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    return repeat(socket, "1\r\nx\r\n");
  },
  "breaks off in the head": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-"),
  "breaks off in the body": (socket) => socket.end(`${head}12345`),
  "resets in the body": (socket) => socket.write(`${head}12345`, () => socket.resetAndDestroy()),
  "leaves without a word": (socket) => socket.end(),
  "resets the connection": (socket) => socket.resetAndDestroy(),
  "says nothing": () => undefined,
  "speaks no HTTP": (socket) => socket.write("220 mail.example ESMTP\r\n"),
  "answers without a length and stays": (socket) => socket.write("HTTP/1.1 200 OK\r\n\r\nabc"),
  "answers twice": (socket) => socket.write(`${head}1234567890${upgrade}`),
};

async function repeat(socket: Socket, text: string): Promise<void> {
  while (!socket.destroyed) {
    socket.write(text);
    await delay(20);
  }
}

async function serve(t: TestContext, script: (socket: Socket) => unknown) {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.once("data", () => void script(socket));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => sockets.forEach((socket) => socket.destroy()));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const network: Network = {
    resolve: (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
    isAllowedAddress: () => true,
  };
  const { url: settings } = toSettings({
    URL_PORTS: String(address.port),
    URL_FIRST_BYTE_TIMEOUT_MS: "300",
    URL_TIMEOUT_MS: "500",
  });
  return { url: `http://server.test:${address.port}/`, settings, network, sockets };
}

for (const [what, script] of Object.entries(servers)) {
  test(`a server that ${what} holds up neither a fetch nor a callback`, async (t) => {
    const { url, settings, network, sockets } = await serve(t, script);
    const fetching = fetchPicture(url, settings, undefined, network).then(String, String);
    const outcome = await within(2, "The fetch", fetching);
    if (what !== "answers twice") assert.match(outcome, /^ClassifierError: /);
    const sending = postCallback(url, {}, "a key of some length", settings, network);
    await within(2, "The callback", sending.then(String, String));
    // Nor does a connection stay.
    for (const socket of sockets) {
      socket.resume();
      const closed = new Promise((resolve) => socket.once("close", resolve));
      if (!socket.closed) await within(2, "The end of the connection", closed);
    }
  });
}

test("a switch of protocols is answered by its status", async (t) => {
  const { url, settings, network } = await serve(t, (socket) => socket.write(upgrade));
  await assert.rejects(within(2, "The fetch", fetchPicture(url, settings, undefined, network)), {
    code: "UrlFetchFailed",
    message: /answered with status 101/,
  });
  const sending = postCallback(url, {}, "a key of some length", settings, network);
  await assert.rejects(within(2, "The callback", sending), {
    code: "CallbackFailed",
    message: "The callback URL answered 101.",
  });
});

test("a name that is never resolved ends with the deadline", async (t) => {
  const { url, settings, network } = await serve(t, () => undefined);
  const silent: Network = { ...network, resolve: () => undefined };
  await assert.rejects(within(2, "The fetch", fetchPicture(url, settings, undefined, silent)), {
    code: "UrlTimeout",
  });
});
