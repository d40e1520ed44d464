import type { InvocationContext } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { uploadsContainer } from "../src/storage/names.js";
import { queueUpload as queue } from "../src/uploads.js";

/**
 * A blob arrived in the container: asks for its classification. The binding hands over the content,
 * which is not looked at; the path is all that counts.
 */
export async function queueUpload(_content: unknown, context: InvocationContext): Promise<void> {
  const path = String(context.triggerMetadata?.["blobTrigger"]);
  await queue(await storage(), uploadsContainer, path.slice(path.indexOf("/") + 1));
}

app.storageBlob("queueUpload", {
  path: `${uploadsContainer}/{name}`,
  connection: "AzureWebJobsStorage",
  handler: queueUpload,
});
