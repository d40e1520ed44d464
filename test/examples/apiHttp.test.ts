import assert from "node:assert/strict";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually } from "../deadline.js";
import { startTestApp } from "../endToEnd/testApp.js";
import { root } from "../paths.js";
import { readHttpFile, type FileRequest } from "./httpFile.js";

const app = await startTestApp({ BLOB_SOURCE: "LogsAndContainerScan", URL_INPUT: "off" });
after(() => app.stop());
const requests = readHttpFile(join(root, "examples/api.http"), { host: app.host.url });

/** Answers of named requests, which later ones refer to. */
const named = new Map<string, unknown>();

function toUrl({ url }: FileRequest): string {
  return url.replaceAll(
    /\{\{(\w+)\.response\.body\.\$\.(\w+)\}\}/g,
    (_, name: string, key: string) => String(Object(named.get(name))[key]),
  );
}

async function send(request: FileRequest): Promise<{ status: number; text: string }> {
  const { method, headers, body } = request;
  const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]) };
  const answer = await fetch(toUrl(request), { ...init, ...(body && { body }) });
  const text = await answer.text();
  if (request.name !== undefined) named.set(request.name, JSON.parse(text));
  return { status: answer.status, text };
}

/** What a request answers, by its title. */
const expected: readonly (readonly [title: RegExp, status: number, text: RegExp])[] = [
  [/^One picture/, 200, /tiger cat/],
  [/^What its best/, 200, /domestic cat/],
  [/^As CSV/, 200, /^label,score\r?\nespresso,/],
  [/^A picture at a URL/, 400, /UrlInputOff/],
  [/^Several/, 200, /"cat\.jpg".*tiger cat.*"coffee\.jpg".*espresso/s],
  [/^Hugging/, 200, /daisy/],
  [/^Azure/, 200, /daisy/],
  [/^An upload/, 201, /"uploads"/],
  [/^Its row/, 200, /"succeeded".*tiger cat/s],
  [/^A picture for/, 201, /"batch-inputs"/],
  [/^A batch/, 202, /"Running"/],
  [/^Its state/, 200, /"Succeeded"/],
  [/^Its result/, 200, /cat\.jpg,tiger cat/],
  [/^The service/, 200, /efficientnet-lite0/],
];

test("every request of api.http is answered as it should be", async () => {
  assert.equal(requests.length, expected.length);
  for (const [i, request] of requests.entries()) {
    const [title = /^$/, status, text = /^$/] = expected[i] ?? [];
    assert.match(request.title, title);
    // A person sends a GET again until what it asks for is there.
    await eventually(async () => {
      const answer = await send(request);
      const isRight = answer.status === status && text.test(answer.text);
      if (isRight) return true;
      assert.equal(request.method, "GET", `${request.title}: ${answer.status} ${answer.text}`);
      return undefined;
    });
  }
});
