import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { after, test } from "node:test";
import { eventually, within } from "../deadline.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp({ BLOB_SOURCE: "LogsAndContainerScan" });
const { host } = app;
after(() => app.stop());
const photo = readFileSync(fixture("photos/cat.jpg"));

/** Sends a request whose path and Host go out as they are; fetch would mend them. */
async function send(method: string, path: string, body?: Uint8Array, name?: string) {
  const { hostname, port } = new URL(host.url);
  const headers = { ...(name !== undefined && { host: name }), connection: "close" };
  const sent = new Promise<{ status: number; body: string }>((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers }, (answer) => {
      const status = answer.statusCode ?? 0;
      text(answer).then((body) => resolve({ status, body }), reject);
    });
    outgoing.once("error", reject);
    outgoing.end(body);
  });
  const answer = await within(20, `${method} ${path}`, sent);
  return { ...answer, code: /"code":"(\w+)"/.exec(answer.body)?.[1] };
}

test("a name that no blob can have is refused, and uploads go on", async () => {
  const names = [
    ...["nul%00.jpg", "a%0D%0Ab.jpg", "%EF%BF%BE.jpg", "%EF%BF%BF.jpg", "%7F", "a".repeat(1025)],
    ...["folder/", "dot.", "a./b"],
  ];
  for (const name of names) {
    for (const folder of ["uploads", "batch-inputs"]) {
      const { status, code, body } = await send("PUT", `/api/${folder}/${name}`, photo);
      assert.deepEqual([status, code], [400, "InvalidBlobName"], `${name}: ${body}`);
    }
  }
  assert.equal((await send("PUT", "/api/uploads/after.jpg", photo)).status, 201);
  await eventually(async () => {
    const { body } = await send("GET", "/api/classifications/uploads/after.jpg");
    return body.includes('"succeeded"') ? body : undefined;
  });
});

test("dots that leave their folder are refused, however they are spelt", async () => {
  for (const dots of ["%2e%2e", "..", ".%2E", "%2e", "a/%2e%2e/b"]) {
    for (const [method, path] of [
      ["PUT", `/api/uploads/${dots}`],
      ["PUT", `/api/batch-inputs/${dots}`],
      ["GET", `/api/classifications/uploads/${dots}`],
      ["GET", `/api/classifications/${dots}/cat.jpg`],
    ] as const) {
      const { status } = await send(method, path, method === "PUT" ? photo : undefined);
      assert.equal(status, 400, `${method} ${path}`);
    }
  }
});

test("a Host that is none is 400", async () => {
  for (const name of [
    "[",
    "a b",
    "a/b",
    "user@host",
    "host:port",
    "host:99999",
    "[::1",
    "a,b",
    "%",
  ]) {
    assert.equal((await send("GET", "/api/health", undefined, name)).status, 400, name);
  }
  for (const name of ["localhost", "example.org:80", "[::1]:7071", "127.0.0.1", "a_b.example"]) {
    assert.equal((await send("GET", "/api/health", undefined, name)).status, 200, name);
  }
});

test("no description repeats the Host that it was asked by", async () => {
  for (const path of ["openapi.json", "swagger.json", "swagger.json?version=3"]) {
    const { status, body } = await send("GET", `/api/${path}`, undefined, "evil.example");
    assert.equal(status, 200);
    assert.doesNotMatch(body, /evil\.example/);
  }
});
