import assert from "node:assert/strict";
import { once } from "node:events";
import { readdir, stat } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { downloadCheckpoint } from "../../../src/checkpoint/hub/hub.js";
import { within } from "../../deadline.js";
import { temporaryFolder } from "../../temporaryFolder.js";
import { commit } from "./hubServer.js";

const silent = { begin() {}, advance() {}, end() {} };
const info = JSON.stringify({
  sha: commit,
  siblings: [{ rfilename: "config.json" }, { rfilename: "preprocessor_config.json" }],
});

/** Downloads from a hub that answers as it should until it is asked for a file. */
async function download(
  t: TestContext,
  answer: (response: ServerResponse) => void,
  answerInfo = (response: ServerResponse): unknown => response.end(info),
): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/api/")) answerInfo(response);
    else answer(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  t.after(() => server.closeAllConnections());
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  const cache = await temporaryFolder(t);
  const endpoint = `http://127.0.0.1:${address.port}`;
  const options = {
    endpoint,
    token: undefined,
    revision: "main",
    cache,
    progress: silent,
    silence: 200,
  };
  const asked = downloadCheckpoint("owner/name", options);
  await assert.rejects(within(60, "The refusal", asked), { code: "HubError" });
  const kept = await readdir(cache, { recursive: true, withFileTypes: true });
  for (const entry of kept.filter((entry) => entry.isFile())) {
    const { size } = await stat(join(entry.parentPath, entry.name));
    assert.ok(size < 20_000_000, `${entry.name} has ${size} bytes`);
  }
  return asked.then(String, (error: unknown) => String(error));
}

function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(1 << 20);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
}

test("a hub that sends more than it said is cut off", async (t) => {
  const message = await download(t, (response) => {
    response.writeHead(200, { "x-linked-size": "100" });
    flood(response);
  });
  assert.match(message, /config\.json: the hub sends more than the 100 bytes that it stated/);
});

test("a hub that says no size is cut off where no such file is that large", async (t) => {
  const nonsense = (response: ServerResponse): void => {
    response.writeHead(200, { "x-linked-size": "many" });
    flood(response);
  };
  for (const [answer, answerInfo] of [[flood], [nonsense], [flood, flood]]) {
    const message = await download(t, answer ?? flood, answerInfo);
    assert.match(message, /states no size and sends more than 16777216 bytes/);
  }
});

test("a hub that falls silent is given up on", async (t) => {
  const message = await download(t, (response) => response.writeHead(200).flushHeaders());
  assert.match(message, /HubError|hub/i);
  await download(t, () => undefined);
});
