import type { InvocationContext } from "@azure/functions";
import { app, settings, storage } from "../src/app.js";
import { uploadsContainer } from "../src/storage/names.js";
import { queueUpload as queue } from "../src/uploads/queueUpload.js";

/**
 * A blob arrived in the container: asks for its classification. The binding hands over the content,
 * which is not looked at; the path is all that counts.
 */
export async function queueUpload(_content: unknown, context: InvocationContext): Promise<void> {
  const path = String(context.triggerMetadata?.["blobTrigger"]);
  const blobName = path.slice(path.indexOf("/") + 1);
  context.info(await queue(await storage(), uploadsContainer, blobName));
}

app.storageBlob("queueUpload", {
  path: `${uploadsContainer}/{name}`,
  connection: "AzureWebJobsStorage",
  source: settings.blobSource,
  handler: queueUpload,
});
