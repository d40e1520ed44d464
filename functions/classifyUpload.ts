import type { InvocationContext } from "@azure/functions";
import { app, classifier, settings, storage } from "../src/app.js";
import { requestQueue } from "../src/storage/names.js";
import { toUpload } from "../src/storage/requests.js";
import { classifyUpload as classify } from "../src/uploads.js";

/** A request lies on the queue: classifies the blob and writes its row. */
export async function classifyUpload(message: unknown, context: InvocationContext): Promise<void> {
  const upload = toUpload(message);
  const outcome = await classify(await storage(), classifier, upload, settings.maxImageBytes);
  context.info(outcome?.status ?? "superseded");
}

app.storageQueue("classifyUpload", {
  queueName: requestQueue,
  connection: "AzureWebJobsStorage",
  handler: classifyUpload,
});
