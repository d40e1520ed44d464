import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { eventually } from "../deadline.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
const { host, storage } = app;
after(() => app.stop());
const { connectionString } = storage;
const account = connectByString(connectionString);
const uploads = account.blobs.getContainerClient("uploads");

const photo = (name: string): Buffer => readFileSync(fixture(`photos/${name}`));

async function upload(name: string, bytes: Uint8Array): Promise<string> {
  const { etag } = await uploads.getBlockBlobClient(name).uploadData(bytes);
  return etag ?? "";
}

/** The row of a blob once it is about that version and final. */
async function finalRow(name: string, etag: string): Promise<Record<string, unknown>> {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return eventually(async () => {
    const response = await fetch(`${host.url}/api/classifications/uploads/${path}`);
    const row: Record<string, unknown> = Object(await response.json());
    return row["etag"] === etag && row["status"] !== "queued" ? row : undefined;
  });
}

const topLabel = (row: Record<string, unknown>): unknown => Object(row["labels"])[0].label;

test("an upload becomes a row with all that is known of it", async () => {
  const etag = await upload("cat.jpg", photo("cat.jpg"));
  const row = await finalRow("cat.jpg", etag);
  assert.equal(topLabel(row), "tiger cat");
  assert.equal(Object(row["labels"]).length, 5);
  assert.deepEqual(
    [row["container"], row["blob"], row["status"], row["width"], row["height"], row["size"]],
    ["uploads", "cat.jpg", "succeeded", 451, 300, photo("cat.jpg").length],
  );
  assert.deepEqual(row["model"], { name: "efficientnet-lite0", version: "1d6fc8084f44" });
  assert.ok(Number(row["milliseconds"]) > 0);
  assert.ok(String(row["queued_at"]) <= String(row["completed_at"]));
});

test("names with folders, spaces and odd characters find their way", async () => {
  const names = ["2024/07/cat.jpg", "with space/ä ö#1?.jpg", "100% cat!.jpg", "猫/😀.jpg"];
  const etags = await Promise.all(names.map((name) => upload(name, photo("cat.jpg"))));
  for (const [i, name] of names.entries()) {
    const row = await finalRow(name, etags[i] ?? "");
    assert.equal(row["blob"], name);
    assert.equal(topLabel(row), "tiger cat");
  }
});

test("a newer upload of the same name replaces the row", async () => {
  const first = await upload("changing.jpg", photo("cat.jpg"));
  assert.equal(topLabel(await finalRow("changing.jpg", first)), "tiger cat");
  const second = await upload("changing.jpg", photo("coffee.jpg"));
  assert.equal(topLabel(await finalRow("changing.jpg", second)), "espresso");
});

test("what can never be classified becomes a failed row at once", async () => {
  const cases: [name: string, bytes: Uint8Array, code: string][] = [
    ["zero.jpg", new Uint8Array(), "EmptyImage"],
    ["text.jpg", Buffer.from("hello"), "UnsupportedImageFormat"],
    ["half.jpg", photo("cat.jpg").subarray(0, 9000), "InvalidImage"],
    ["large.jpg", new Uint8Array(21 * 1024 * 1024), "ImageTooLarge"],
  ];
  const etags = await Promise.all(cases.map(([name, bytes]) => upload(name, bytes)));
  for (const [i, [name, , code]] of cases.entries()) {
    const row = await finalRow(name, etags[i] ?? "");
    assert.equal(row["status"], "failed");
    assert.equal(Object(row["error"]).code, code);
    assert.equal(row["labels"], undefined);
  }
  assert.match(host.output(), /classifyUpload: failed/);
});

test("a blob that nobody uploaded has no row", async () => {
  const response = await fetch(`${host.url}/api/classifications/uploads/none/such.jpg`);
  assert.equal(response.status, 404);
  assert.equal(Object(await response.json()).error.code, "ClassificationNotFound");
});

test("a burst of uploads ends as one right row for each", async () => {
  const photos = { "cat.jpg": "tiger cat", "coffee.jpg": "espresso", "daisy.jpg": "daisy" };
  const kinds = Object.entries(photos);
  const blobs = Array.from({ length: 60 }, (_, i) => {
    const [file = "", label = ""] = kinds[i % kinds.length] ?? [];
    return { name: `burst/${i}.jpg`, file, label };
  });
  const etags = await Promise.all(blobs.map(({ name, file }) => upload(name, photo(file))));
  const rows = await Promise.all(blobs.map(({ name }, i) => finalRow(name, etags[i] ?? "")));
  assert.deepEqual(
    rows.map(topLabel),
    blobs.map(({ label }) => label),
  );
});

test("without its storage the service says so and still classifies", async () => {
  await storage.stop();
  const health = await fetch(`${host.url}/api/health`);
  assert.equal(health.status, 503);
  assert.equal(Object(await health.json()).error.code, "StorageUnavailable");
  const answer = await fetch(`${host.url}/api/classify?top_k=1`, {
    method: "POST",
    body: photo("cat.jpg"),
  });
  assert.equal(Object(await answer.json())[0].label, "tiger cat");
});
