import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { waitUntil } from "../localHost/testHost.js";
import { startIdentityEndpoint } from "../identityEndpoint.js";
import { fixture } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";
import { startTestApp } from "./testApp.js";
import { certificate, startIngestion, type Ingestion, type TelemetryItem } from "./ingestion.js";

/** App settings that make the app send to this server. */
const sendingTo = ({ connectionString }: Ingestion): Record<string, string> => ({
  APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
  NODE_EXTRA_CA_CERTS: certificate,
  // The library reports on itself to Microsoft otherwise.
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: "true",
});

const ingestion = await startIngestion();
after(() => ingestion.close());
const cat = readFileSync(fixture("photos/cat.jpg"));
const traceId = "0af7651916cd43dd8448eb211c80319c";

/** What the app is used for, once; it sends all its telemetry at the latest when it stops. */
before(async () => {
  const app = await startTestApp(sendingTo(ingestion));
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

test("the app's spans count no request twice, for the host counts each", () => {
  assert.ok(named("classify").length >= 3);
  for (const { data } of spans()) {
    assert.deepEqual([data.baseType, data.baseData["type"]], ["RemoteDependencyData", "InProc"]);
  }
});

test("where the connection string is enough, no token is sent", () => {
  assert.deepEqual(new Set(ingestion.authorizations), new Set([undefined]));
});

const clientId = "11111111-2222-3333-4444-555555555555";
const authentication = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `ClientId=${clientId};Authorization=AAD`,
};

test("with Azure's authentication setting all telemetry is sent with the identity", async (t) => {
  const [identity, ingestion] = await Promise.all([startIdentityEndpoint(), startIngestion()]);
  t.after(() => identity.close());
  t.after(() => ingestion.close());
  const settings = { ...sendingTo(ingestion), ...authentication, ...identity.environment };
  const app = await startTestApp(settings);
  const answer = await fetch(`${app.host.url}/api/classify`, { method: "POST", body: cat });
  assert.equal(answer.status, 200);
  await app.stop();
  assert.ok(ingestion.items.some(({ data }) => data.baseData.name === "classify"));
  for (const value of ingestion.authorizations) {
    const [, claims = ""] = /^Bearer [^.]+\.([^.]+)\./.exec(value ?? "") ?? [];
    const { aud } = Object(JSON.parse(Buffer.from(claims, "base64url").toString() || "{}"));
    assert.equal(aud, "https://monitor.azure.com");
  }
  assert.ok(identity.asked.length > 0);
  for (const question of identity.asked) {
    assert.deepEqual(question, { resource: "https://monitor.azure.com", clientId });
  }
});

test("telemetry that is refused breaks nothing and delays no end", async (t) => {
  const [identity, ingestion] = await Promise.all([startIdentityEndpoint(), startIngestion(401)]);
  t.after(() => identity.close());
  t.after(() => ingestion.close());
  const app = await startTestApp({
    ...sendingTo(ingestion),
    ...authentication,
    ...identity.environment,
    // Where the library keeps what was refused.
    TMPDIR: await temporaryFolder(t),
  });
  const answer = await fetch(`${app.host.url}/api/classify`, { method: "POST", body: cat });
  assert.equal(Object(await answer.json())[0].label, "tiger cat");
  await waitUntil(() => ingestion.authorizations.length > 0);
  const start = performance.now();
  await app.stop();
  // Azure's grace; Azurite's own end is within it.
  assert.ok(performance.now() - start < 5000);
  assert.doesNotMatch(app.host.output(), /took longer/);
});
