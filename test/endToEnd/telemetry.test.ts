import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { waitUntil } from "../localHost/testHost.js";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";
import { certificate, startIngestion, type TelemetryItem } from "./ingestion.js";

const ingestion = await startIngestion();
after(() => ingestion.close());
const cat = readFileSync(fixture("photos/cat.jpg"));
const traceId = "0af7651916cd43dd8448eb211c80319c";

/** What the app is used for, once; it sends all its telemetry at the latest when it stops. */
before(async () => {
  const app = await startTestApp({
    APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
    NODE_EXTRA_CA_CERTS: certificate,
    // The library reports on itself to Microsoft otherwise.
    APPLICATIONINSIGHTS_STATSBEAT_DISABLED: "true",
  });
  const { url } = app.host;
  const traceparent = `00-${traceId}-b7ad6b7169203331-01`;
  await fetch(`${url}/api/classify`, { method: "POST", body: cat, headers: { traceparent } });
  await fetch(`${url}/api/classify`, { method: "POST", body: "no picture" });
  await fetch(`${url}/api/classify`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ url: "http://127.0.0.1/?token=secret-in-url" }),
  });
  await fetch(`${url}/api/uploads/cat.jpg`, { method: "PUT", body: cat });
  const place = `${url}/api/classifications/uploads/cat.jpg`;
  await waitUntil(async () => Object(await (await fetch(place)).json()).status === "succeeded");
  await app.stop();
});

const spans = (): TelemetryItem[] =>
  ingestion.items.filter(({ data }) => /^(Request|RemoteDependency)Data$/.test(data.baseType));
const named = (name: string): TelemetryItem[] =>
  spans().filter(({ data }) => data.baseData.name === name);
const traceOf = (item: TelemetryItem | undefined): string | undefined =>
  item?.tags["ai.operation.id"];

test("a request is one trace, which its caller began, with a span for each stage", () => {
  const inTrace = spans().filter((item) => traceOf(item) === traceId);
  const names = inTrace.map(({ data }) => data.baseData.name);
  assert.deepEqual(
    new Set(names),
    new Set(["classify", "wait", "decode", "preprocess", "inference"]),
  );
  assert.equal(names.length, 5);
});

test("an upload is one trace from its event to its row", () => {
  const [queued] = named("queueUpload");
  const inTrace = spans().filter((item) => traceOf(item) === traceOf(queued));
  const names = inTrace.map(({ data }) => data.baseData.name);
  assert.deepEqual(
    new Set(names),
    new Set([
      "queueUpload",
      "classifyUpload",
      "download",
      "wait",
      "decode",
      "preprocess",
      "inference",
      "write",
    ]),
  );
});

test("metrics tell outcomes, stages, the queue's age, the load, and how busy the session is", () => {
  const points = ingestion.items.flatMap(({ data }) =>
    data.baseData.metrics.map(({ name, value }) => ({
      name,
      value,
      properties: data.baseData.properties,
    })),
  );
  const of = (name: string) => points.filter((point) => point.name === name);
  const outcomes = of("classifier.pictures").map(({ properties }) => properties);
  assert.ok(outcomes.some(({ outcome }) => outcome === "succeeded"));
  assert.ok(outcomes.some((found) => found["error.type"] === "UnsupportedImageFormat"));
  const stages = new Set(
    of("classifier.stage.duration").map(({ properties }) => properties["classifier.stage"]),
  );
  for (const stage of ["download", "wait", "decode", "preprocess", "inference", "write"]) {
    assert.ok(stages.has(stage), stage);
  }
  assert.ok(of("classifier.queue.age").length > 0);
  assert.ok(of("classifier.model.load.duration").length > 0);
  for (const { value } of of("classifier.inference.busy")) assert.ok(value >= 0 && value <= 1);
  assert.ok(of("classifier.inference.busy").length > 0);
});

test("nothing of pictures, keys and URLs is told", () => {
  const all = ingestion.bodies.join("\n");
  assert.ok(all.includes("classifyUpload"));
  assert.ok(!all.includes("secret-in-url"));
  assert.ok(
    !all.includes("AccountKey") && !all.includes("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50"),
  );
  assert.ok(!all.includes(cat.subarray(0, 300).toString("base64").slice(0, 100)));
});
