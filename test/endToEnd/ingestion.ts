import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { z } from "zod";
import { fixture } from "../paths.js";

/** Whom the app must trust for its telemetry to arrive here; the exporter takes https alone. */
export const certificate = fixture("tls/localhost.pem");

/** What the tests read of a telemetry item (Application Insights' envelope). */
const itemSchema = z.object({
  name: z.string(),
  tags: z.record(z.string(), z.string()).default({}),
  data: z.object({
    baseType: z.string(),
    baseData: z.looseObject({
      name: z.string().optional(),
      properties: z.record(z.string(), z.string()).default({}),
      metrics: z.array(z.looseObject({ name: z.string(), value: z.number() })).default([]),
    }),
  }),
});
export type TelemetryItem = z.output<typeof itemSchema>;

/** A server that takes what the exporter of Application Insights sends. */
export interface Ingestion {
  readonly connectionString: string;
  readonly items: readonly TelemetryItem[];
  /** All bodies as they came, in plain text. */
  readonly bodies: readonly string[];
  /** `Authorization` of each request with telemetry. */
  readonly authorizations: readonly (string | undefined)[];
  close(): void;
}

/** @param status of its answers: what it refuses (401) is no item */
export async function startIngestion(status: 200 | 401 = 200): Promise<Ingestion> {
  const items: TelemetryItem[] = [];
  const bodies: string[] = [];
  const authorizations: (string | undefined)[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const body = (
      request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes
    ).toString();
    bodies.push(body);
    // Live metrics come here, too, where the app runs for longer than some seconds.
    const isTrack = request.url?.includes("/track") ?? false;
    if (!isTrack) return void response.end("{}");
    authorizations.push(request.headers.authorization);
    if (status === 401) return void response.writeHead(status).end();
    const sent = toValues(body);
    // What the library tells of itself has forms of its own, and nothing here asks for it.
    items.push(...sent.flatMap((item) => itemSchema.safeParse(item).data ?? []));
    const answer = { itemsReceived: sent.length, itemsAccepted: sent.length, errors: [] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  }
  const tls = {
    cert: readFileSync(certificate),
    key: readFileSync(fixture("tls/localhost-key.pem")),
  };
  const server = createServer(tls, (request, response) => {
    // A sender that goes away or sends nonsense gets no answer; a test misses its items.
    take(request, response).catch(() => response.destroy());
  });
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const endpoint = `https://localhost:${port}/`;
  return {
    // What is not taken is kept on disk by this key, and sent by whoever starts with it next.
    connectionString: `InstrumentationKey=${randomUUID()};IngestionEndpoint=${endpoint};LiveEndpoint=${endpoint}`,
    items,
    bodies,
    authorizations,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Items come as a JSON array, or one on each line. */
function toValues(body: string): unknown[] {
  const text = body.startsWith("[") ? body : `[${body.trim().split("\n").join(",")}]`;
  return z.array(z.unknown()).parse(JSON.parse(text));
}
