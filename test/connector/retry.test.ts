import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, beforeEach, test } from "node:test";
import { httpAction, withRetries } from "./retry.js";

let answers: number[] = [];
let times: number[] = [];
const server = createServer((_request, response) => {
  times.push(performance.now());
  response.writeHead(answers.shift() ?? 200).end();
}).listen(0, "127.0.0.1");
await once(server, "listening");
after(() => server.close());
const address = server.address();
const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
beforeEach(() => {
  times = [];
});

const SCALE = 40;
const send = (): Promise<Response> => withRetries(() => fetch(url), SCALE);

test("the client tries again four times, at growing intervals", async () => {
  answers = [503, 500, 429, 408];
  assert.equal((await send()).status, 200);
  assert.equal(times.length, 5);
  const pauses = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  for (const [i, pause] of pauses.entries()) {
    assert.ok(pause >= (SCALE * 2 ** i) / 2 - 2, `pause ${i + 1}: ${pause} ms`);
  }
});

test("then it gives up, and what is wrong for good is tried once", async () => {
  answers = [500, 500, 500, 500, 503, 200];
  assert.equal((await send()).status, 503);
  assert.equal(times.length, 5);
  answers = [404];
  times = [];
  assert.equal((await send()).status, 404);
  assert.equal(times.length, 1);
});

test("the HTTP action refuses 202 without an absolute Location", async () => {
  answers = [202];
  await assert.rejects(httpAction(url, {}), /no absolute URL/);
});
