import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { after, test } from "node:test";
import { within } from "../deadline.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp({ MAX_WAITING_BYTES: String(8 * 1024 * 1024) });
after(() => app.stop());
const cat = readFileSync(fixture("photos/cat.jpg"));

async function post(route: string, type: string, body: string | Buffer): Promise<[number, string]> {
  const headers = { "content-type": type };
  const answer = await fetch(`${app.host.url}/api/${route}`, { method: "POST", headers, body });
  return [answer.status, await answer.text()];
}

/** An innocent caller is served as ever. */
async function innocent(): Promise<void> {
  const [status, text] = await within(30, "A picture", post("classify?top_k=1", "image/jpeg", cat));
  assert.deepEqual([status, text.includes("tiger cat")], [200, true]);
}

/** A request whose body comes in chunks and never ends. */
function stalled(headers: Record<string, string>, first: Buffer, route = "classify") {
  const outgoing = request(`${app.host.url}/api/${route}`, { method: "POST", headers });
  const answered = new Promise<number>((resolve, reject) => {
    outgoing.once("response", (answer) => {
      resolve(answer.statusCode ?? 0);
      answer.resume();
    });
    outgoing.once("error", reject);
  });
  answered.catch(() => undefined);
  outgoing.write(first);
  return { answered, end: () => outgoing.destroy() };
}

test("a million wrong elements are refused by their number, not described one by one", async () => {
  const ones = `{"input_data":[${"1,".repeat(90_000)}1]}`;
  const [status, text] = await within(30, "The answer", post("score", "application/json", ones));
  assert.deepEqual([status, text.includes("90001 pictures")], [413, true]);
  const strings = `{"input_data":[${'"",'.repeat(1_000_000)}""]}`;
  const [many, why] = await within(30, "The answer", post("score", "application/json", strings));
  assert.deepEqual([many, why.includes("100000 values")], [413, true]);
  const frame = `{"input_data":{"columns":["image"],"data":[],"index":[${"1,".repeat(5000)}1]}}`;
  assert.equal((await post("score", "application/json", frame))[0], 413);
  await innocent();
});

test("a form of very many files, or with a name without end, is refused where it is met", async () => {
  const part = (name: string, file: string): string =>
    `--b\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\nx\r\n`;
  const files = `${part("f", '; filename="a"').repeat(80_000)}--b--\r\n`;
  const type = "multipart/form-data; boundary=b";
  const [status, text] = await within(30, "The answer", post("classify", type, files));
  assert.deepEqual([status, text.includes("TooManyImages")], [413, true]);
  const endless = `${part("n".repeat(4_000_000), "")}--b--\r\n`;
  assert.equal((await within(30, "The answer", post("classify", type, endless)))[0], 400);
  await innocent();
});

test("a body that stalls is answered when its caller's time is over", async () => {
  const caller = stalled({ "x-timeout-ms": "500" }, Buffer.from("a beginning"));
  assert.equal(await within(10, "The answer", caller.answered), 503);
  caller.end();
  await innocent();
});

test("JSON and forms are refused by their first bytes, before the last ones have come", async () => {
  const part = '--b\r\ncontent-disposition: form-data; name="f"; filename="a"\r\n\r\nx\r\n';
  const starts: [type: string, first: string, route: string, status: number][] = [
    ["application/json", `{"input_data":[${"1,".repeat(100_001)}`, "score", 413],
    ["application/json", "[".repeat(1000), "classify", 400],
    ["multipart/form-data; boundary=b", part.repeat(200), "classify", 413],
  ];
  for (const [type, first, route, status] of starts) {
    const caller = stalled({ "content-type": type }, Buffer.from(first), route);
    assert.equal(await within(10, first.slice(0, 40), caller.answered), status);
    caller.end();
  }
});

test("bodies on their way count together: beyond the budget callers are sent away", async () => {
  const held = Array.from({ length: 3 }, () => stalled({}, Buffer.alloc(3 * 1024 * 1024)));
  const refused = await within(20, "A refusal", Promise.race(held.map(({ answered }) => answered)));
  assert.equal(refused, 503);
  for (const { end } of held) end();
  await innocent();
});

test("callers that leave are no errors of the service", async () => {
  const callers = Array.from({ length: 20 }, () => stalled({}, Buffer.from("gone")));
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const { end } of callers) end();
  await innocent();
  assert.doesNotMatch(app.host.output(), /InternalError/);
});
