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
  close(): void;
}

export async function startIngestion(): Promise<Ingestion> {
  const items: TelemetryItem[] = [];
  const bodies: string[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const bytes = await buffer(request);
    const body = (
      request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes
    ).toString();
    bodies.push(body);
    // Live metrics come here, too, where the app runs for longer than some seconds.
    const isTrack = request.url?.includes("/track") ?? false;
    if (!isTrack) return void response.end("{}");
    const parsed = body.startsWith("[")
      ? z.array(itemSchema).parse(JSON.parse(body))
      : body
          .split("\n")
          .filter((line) => line.startsWith("{"))
          .map((line) => itemSchema.parse(JSON.parse(line)));
    items.push(...parsed);
    const answer = { itemsReceived: parsed.length, itemsAccepted: parsed.length, errors: [] };
    response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  }
  const tls = {
    cert: readFileSync(certificate),
    key: readFileSync(fixture("tls/localhost-key.pem")),
  };
  const server = createServer(tls, (request, response) => void take(request, response));
  server.listen(0, "localhost");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const endpoint = `https://localhost:${port}/`;
  return {
    connectionString: `InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=${endpoint};LiveEndpoint=${endpoint}`,
    items,
    bodies,
    close: () => void server.close(),
  };
}
