import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { eventually } from "../deadline.js";
import { startTestApp } from "../endToEnd/testApp.js";
import { fixture } from "../paths.js";

const app = await startTestApp();
after(() => app.stop());
const attack = (name: string): Buffer => readFileSync(fixture(`attacks/${name}`));

test("the built app decodes a costly picture in its process, and refuses a too costly one", async () => {
  const classify = async (name: string): Promise<[number, Record<string, unknown>]> => {
    const body = new Uint8Array(attack(name));
    const answer = await fetch(`${app.host.url}/api/classify`, { method: "POST", body });
    return [answer.status, Object(await answer.json())];
  };
  assert.equal((await classify("small-grid.avif"))[0], 200);
  const [status, { code }] = await classify("scans.jpg");
  assert.deepEqual([status, code], [422, "ImageTooCostly"]);
});

test("an upload that is too costly is failed at its first delivery", async () => {
  const { blobs } = connectByString(app.storage.connectionString);
  await blobs
    .getContainerClient("uploads")
    .getBlockBlobClient("s.jpg")
    .uploadData(attack("scans.jpg"));
  const row = await eventually(async () => {
    const answer = await fetch(`${app.host.url}/api/classifications/uploads/s.jpg`);
    const found: Record<string, unknown> = Object(await answer.json());
    return found["status"] === "failed" ? found : undefined;
  });
  assert.equal(Object(row["error"]).code, "ImageTooCostly");
});
