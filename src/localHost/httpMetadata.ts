import type { IncomingMessage } from "node:http";
import { BindingData, jsonProperties } from "./bindingData.js";
import type { TypedData } from "./functionsCore.js";
import type { WholeBody } from "./requestBody.js";

/** Larger bodies hold pictures: their properties would take far more memory than they tell. */
const MOST_BYTES = 1 << 20;

/**
 * Azure's trigger metadata for a request, from which the library takes headers and parameters of a
 * streamed request. It holds more than the route says: first the top-level properties of a JSON
 * body, then the query, then the route. So a route parameter that is left out may come from the
 * query or the body, and a property or query parameter called "headers" hides the headers.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Http, `HttpTriggerAttributeBindingProvider`,
 * `GetRequestBindingData`.
 *
 * @param body undefined when the request announced no length: Azure looks at no other bodies. Above
 *   1 MiB it is passed over here, though not in Azure
 */
export function toHttpMetadata(
  req: IncomingMessage,
  params: Readonly<Record<string, string>>,
  body: WholeBody | undefined,
): Record<string, TypedData> {
  const data = new BindingData();
  for (const [name, value] of jsonProperties(textOf(body))) {
    if (typeof value === "string") data.set(name, { string: value });
  }
  const query = queryOf(req);
  for (const [name, string] of Object.entries(query)) {
    if (name.toLowerCase() !== "code") data.set(name, { string });
  }
  for (const [name, string] of Object.entries(params)) data.set(name, { string });
  if (!data.has("Query")) data.set("Query", { json: JSON.stringify(query) });
  if (!data.has("Headers")) data.set("Headers", { json: JSON.stringify(headersOf(req)) });
  return data.toMetadata();
}

const [SPACE, BRACE] = [0x20, 0x7b];

/** Empty where it cannot be a JSON object: to decode a picture as text takes a millisecond. */
function textOf(body: WholeBody = []): string {
  const length = body.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const isObject = body[0]?.find((byte) => byte > SPACE) === BRACE;
  return isObject && length <= MOST_BYTES ? Buffer.concat(body).toString() : "";
}

/** Values of one name are joined by commas. */
function queryOf({ url }: IncomingMessage): Record<string, string> {
  const { searchParams } = new URL(url ?? "/", "http://localhost");
  const names = [...new Set(searchParams.keys())];
  return Object.fromEntries(names.map((name) => [name, searchParams.getAll(name).join(",")]));
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]);
  return Object.fromEntries(entries);
}
