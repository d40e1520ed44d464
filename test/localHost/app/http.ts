import { app, output, trigger, type HttpHandler } from "@azure/functions";
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

app.setup({ enableHttpStream: process.env["TEST_REFUSED"] !== "buffered" });

/** What happened, for `GET /api/seen`. */
export const seen: unknown[] = [];

const digest: HttpHandler = async (request) => {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { jsonBody: { bytes, sha256: hash.digest("hex"), type: request.headers.get("x-type") } };
};

app.get("seen", () => ({ jsonBody: seen }));
app.http("digest", { methods: ["POST", "PUT", "DELETE"], handler: digest });
app.http("echo", {
  methods: ["POST"],
  handler: async (request) => ({
    status: 201,
    headers: { "x-method": request.method },
    body: new Uint8Array(await request.arrayBuffer()),
  }),
});
app.get("big", (request) => ({ body: Buffer.alloc(Number(request.query.get("bytes")), "x") }));
app.post("early", () => ({ status: 400, jsonBody: { error: "no need to read" } }));
app.http("slow", {
  methods: ["GET"],
  handler: async (request) => {
    seen.push("slow started");
    await delay(Number(request.query.get("ms")));
    return { body: "done" };
  },
});
app.http("upload", {
  methods: ["POST"],
  handler: async (request) => {
    seen.push("upload started");
    const body = await request.arrayBuffer().catch((error: unknown) => {
      seen.push("upload broken off");
      throw error;
    });
    seen.push("upload arrived");
    return { jsonBody: body.byteLength };
  },
});
app.get("failing", () => {
  throw new Error("as intended");
});
app.generic("silent", {
  trigger: trigger.http({ methods: ["GET"] }),
  return: output.http({}),
  handler() {},
});
app.get("settings", () => ({
  jsonBody: { file: process.env["FROM_FILE"], queue: process.env["WORK_QUEUE"] },
}));
app.get("items", {
  route: "items/{id:guid}/{rest?}",
  handler: (request) => ({ jsonBody: request.params }),
});
app.http("params", {
  methods: ["GET", "POST"],
  route: "params/{id}/{rest?}",
  handler: async (request) => ({
    jsonBody: {
      params: request.params,
      type: request.headers.get("content-type"),
      body: await request.text(),
    },
  }),
});
app.get("files", {
  route: "files/{container}/{*path}",
  handler: (request) => ({ jsonBody: request.params }),
});
app.get("exact", { route: "files/exact/name", handler: () => ({ body: "exact" }) });
app.get("Later", { route: "files/later/name", handler: () => ({ body: "later" }) });
app.get("secured", { authLevel: "function", handler: () => ({ body: "in" }) });
app.get("admin", { authLevel: "admin", handler: () => ({ body: "in" }) });

app.get("hooked", () => ({ body: "not hooked" }));
app.hook.preInvocation((context) => {
  if (context.invocationContext.functionName !== "hooked") return;
  context.functionHandler = () => ({ body: "hooked" });
});
app.hook.appTerminate(async () => {
  console.log("app terminates");
  await delay(Number(process.env["TEST_TERMINATE_MS"] ?? 50));
  console.log("app terminated");
});
