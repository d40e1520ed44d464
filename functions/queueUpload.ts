import type { InvocationContext } from "@azure/functions";
import { app, settings, storage } from "../src/app.js";
import { registerBlobBinding, type BoundBlob } from "../src/storage/blobBinding.js";
import { uploadsContainer } from "../src/storage/names.js";
import { queueUpload as queue } from "../src/uploads/queueUpload.js";

registerBlobBinding();

/** A blob arrived in the container: asks for its classification. */
export async function queueUpload(blob: BoundBlob, context: InvocationContext): Promise<void> {
  const arrival = await queue(await storage(), blob.container, blob.blobName);
  if (arrival === "unnameable") {
    context.warn(`An event was dropped: no blob can be called ${JSON.stringify(blob.blobName)}`);
  } else context.info(arrival);
}

app.storageBlob<BoundBlob>("queueUpload", {
  path: `${uploadsContainer}/{name}`,
  connection: "AzureWebJobsStorage",
  source: settings.blobSource,
  sdkBinding: true,
  handler: queueUpload,
});
