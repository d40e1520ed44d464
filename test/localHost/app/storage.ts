import { app, output } from "@azure/functions";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { seen } from "./http.js";

const connection = "AzureWebJobsStorage";
const workSchema = z.object({ fail: z.number().optional(), ms: z.number().optional() });

if (process.env["WORK_QUEUE"] !== "not-used") {
  const echoes = output.storageQueue({ queueName: "%WORK_QUEUE%-{kind}", connection });
  app.storageQueue("work", {
    queueName: "%WORK_QUEUE%",
    connection,
    extraOutputs: [echoes],
    handler: async (message, context) => {
      const metadata = context.triggerMetadata ?? {};
      seen.push({ message, metadata, input: typeof message });
      const { fail = 0, ms = 0 } = workSchema.catch({}).parse(message);
      await delay(ms);
      seen.push("work done");
      if (Number(metadata["dequeueCount"]) <= fail) throw new Error("as intended");
      if (metadata["kind"]) context.extraOutputs.set(echoes, ["one", { two: 2 }]);
    },
  });
  app.storageQueue("lost", {
    queueName: "%WORK_QUEUE%-lost-poison",
    connection,
    handler: (message) => {
      seen.push({ lost: message });
      throw new Error("as intended");
    },
  });
  app.storageBlob<Buffer>("scanned", {
    path: "%BLOB_CONTAINER%/in/{name}.txt",
    connection,
    handler: (blob, context) => {
      const text = blob.toString();
      seen.push({ text, isBuffer: Buffer.isBuffer(blob), metadata: context.triggerMetadata });
      if (text === "bad") throw new Error("as intended");
    },
  });
  app.storageBlob<Buffer>("pushed", {
    path: "%BLOB_CONTAINER%/pushed/{name}",
    connection,
    source: "EventGrid",
    handler: (blob, context) => {
      seen.push({ pushed: blob.toString(), name: context.triggerMetadata?.["name"] });
    },
  });
}
