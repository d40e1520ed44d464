import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { z } from "zod";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const requestSchema = z.object({
  client: z.string(),
  source: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.union([z.literal("<picture>"), z.record(z.string(), z.unknown())]),
});

const app = await startTestApp();
after(() => app.stop());

const cat = readFileSync(fixture("photos/cat.jpg"));
const base64 = cat.toString("base64");
/** As Python's `base64.encodebytes` writes it. */
const lines = base64.replaceAll(/.{1,76}/g, "$&\n");

/** The bytes of a request, without a content type of their own. */
function toBody(body: z.infer<typeof requestSchema>["body"]): Buffer {
  if (body === "<picture>") return cat;
  const fill = (_: string, value: unknown): unknown =>
    value === "<base64>" ? base64 : value === "<base64 in lines>" ? lines : value;
  return Buffer.from(JSON.stringify(body, fill));
}

const requests = z
  .array(requestSchema)
  .parse(JSON.parse(readFileSync(fixture("requests/clients.json"), "utf8")));

for (const { client, path, headers, body } of requests) {
  test(client, async () => {
    const address = `${app.host.url}/api/${path}`;
    const answer = await fetch(address, { method: "POST", headers, body: toBody(body) });
    const labels: unknown = await answer.json();
    assert.equal(answer.status, 200, JSON.stringify(labels));
    const [first] = z.array(z.unknown()).parse(labels).flat();
    assert.equal(Object(first).label, "tiger cat");
  });
}
