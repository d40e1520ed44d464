/**
 * The webhook to which Event Grid sends the events of a storage account.
 *
 * Source: Microsoft.Azure.WebJobs.Extensions.Storage.Blobs, `HttpRequestProcessor`.
 */

import type { BlobServiceClient } from "@azure/storage-blob";
import type { IncomingMessage, ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import { z } from "zod";
import type { BlobFunction, BlobQueue } from "./blobQueue.js";
import type { Log } from "./log.js";

/** Answers `POST /runtime/webhooks/blobs?functionName=Host.Functions.<name>`. */
export type EventGrid = (req: IncomingMessage, res: ServerResponse) => Promise<void>;

const validationSchema = z.tuple([z.object({ data: z.object({ validationCode: z.string() }) })]);

const eventSchema = z.object({
  data: z.object({ url: z.url(), eTag: z.string(), blobType: z.string() }),
});
/** Event Grid's own schema sends arrays, CloudEvents one event. */
const notificationSchema = z.union([z.array(eventSchema), eventSchema.transform((one) => [one])]);

export function createEventGrid(
  functions: readonly BlobFunction[],
  blobs: BlobServiceClient,
  queue: BlobQueue,
  log: Log,
): EventGrid {
  return async (req, res) => {
    const { searchParams } = new URL(req.url ?? "/", "http://localhost");
    const found = functions.find(({ id }) => id === searchParams.get("functionName"));
    const body: unknown = await json(req).catch(() => undefined);
    const type = String(req.headers["aeg-event-type"]).toLowerCase();
    const end = (status: number, text = ""): void => void res.writeHead(status).end(text);
    if (!found) return end(404);
    if (type === "subscriptionvalidation") {
      const { data } = validationSchema.safeParse(body);
      if (!data) return end(400);
      return end(200, JSON.stringify({ validationResponse: data[0].data.validationCode }));
    }
    if (type === "unsubscribe") return end(202);
    const { data: events } = notificationSchema.safeParse(body);
    if (type !== "notification" || !events) return end(400);
    for (const { data } of events) {
      const blobName = blobNameOf(data.url, found, blobs, log);
      if (blobName === undefined || !found.path.match(blobName)) continue;
      await queue.enqueue(found, blobName, data.eTag, data.blobType);
    }
    end(202);
  };
}

/**
 * The name of the blob at this URL, where the blob lies in the function's container. A URL whose
 * encoding is broken names none: were its event refused, it would come again and again.
 */
function blobNameOf(
  url: string,
  { path }: BlobFunction,
  blobs: BlobServiceClient,
  log: Log,
): string | undefined {
  // Azurite's URLs have the account in their path, Azure's have it in the host name.
  const container = new URL(blobs.getContainerClient(path.container).url).pathname;
  const { pathname } = new URL(url);
  if (!pathname.startsWith(`${container}/`)) return undefined;
  const encoded = pathname.slice(container.length + 1);
  try {
    return decodeURIComponent(encoded);
  } catch {
    log("warning", `An event was dropped: its URL cannot be decoded: ${encoded.slice(0, 100)}`);
    return undefined;
  }
}
