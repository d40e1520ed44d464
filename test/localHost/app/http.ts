import { app, output, trigger, type HttpHandler } from "@azure/functions";
import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";

if (process.env["TEST_STREAM"]) app.setup({ enableHttpStream: true });
if (process.env["TEST_TIMER"]) app.timer("tick", { schedule: "* * * * * *", handler() {} });

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
    headers: { "x-query": request.query.get("q") ?? "", "x-method": request.method },
    body: new Uint8Array(await request.arrayBuffer()),
  }),
});
app.get("big", (request) => ({ body: Buffer.alloc(Number(request.query.get("bytes")), "x") }));
app.post("early", () => ({ status: 400, jsonBody: { error: "no need to read" } }));
app.http("slow", {
  methods: ["GET", "POST"],
  handler: async (request) => {
    seen.push("slow started");
    await delay(Number(request.query.get("ms")));
    return { body: "done" };
  },
});
app.http("upload", {
  methods: ["POST"],
  handler: async (request, context) => {
    try {
      await request.arrayBuffer();
    } catch {
      seen.push("upload broken off");
      context.log("broken off");
    }
    return {};
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
  route: "items/{id:int}/{rest?}",
  handler: (request) => ({ jsonBody: request.params }),
});
app.get("files", {
  route: "files/{container}/{*path}",
  handler: (request) => ({ jsonBody: request.params }),
});
app.get("fixed", { route: "files/fixed/name", handler: () => ({ body: "fixed" }) });
app.get("secured", { authLevel: "function", handler: () => ({ body: "in" }) });
app.get("admin", { authLevel: "admin", handler: () => ({ body: "in" }) });

app.hook.preInvocation((context) => {
  context.hookData["before"] = true;
});
app.hook.postInvocation((context) => {
  const { error, hookData } = context;
  if (error instanceof Error) seen.push({ hook: hookData["before"], error: error.message });
});
app.hook.appTerminate(async () => {
  await delay(50);
  console.log("app terminated");
});
