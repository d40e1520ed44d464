import { app } from "@azure/functions";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { seen } from "./http.js";

const connection = "AzureWebJobsStorage";
const workSchema = z.object({ fail: z.number().optional(), ms: z.number().optional() });

const queueName = process.env["WORK_QUEUE"] ?? "";
const container = process.env["BLOB_CONTAINER"] ?? "";

/** The registry that the library itself asks, wherever it has it from. */
interface Factories {
  ResourceFactoryResolver: {
    getInstance(): {
      registerResourceFactory(source: string, factory: (data: { content: Buffer }) => object): void;
    };
  };
}

if (queueName !== "not-used") {
  app.storageQueue("work", {
    queueName,
    connection,
    handler: async (message, context) => {
      const metadata = context.triggerMetadata ?? {};
      seen.push({ message, metadata });
      const { fail = 0, ms = 0 } = workSchema.catch({}).parse(message);
      await delay(ms);
      seen.push("work done");
      if (Number(metadata["dequeueCount"]) <= fail) throw new Error("as intended");
    },
  });
  app.storageQueue("lost", {
    queueName: `${queueName}-lost-poison`,
    connection,
    handler: (message, context) => {
      seen.push({ lost: message, count: context.triggerMetadata?.["dequeueCount"] });
      throw new Error("as intended");
    },
  });
}
if (container) {
  app.storageBlob<Buffer>("scanned", {
    path: `${container}/in/{name}.txt`,
    connection,
    handler: (blob, context) => {
      const text = blob.toString();
      seen.push({ text, isBuffer: Buffer.isBuffer(blob), metadata: context.triggerMetadata });
      if (text === "bad") throw new Error("as intended");
    },
  });
  app.storageBlob<Buffer>("pushed", {
    path: `${container}/pushed/{name}`,
    connection,
    source: "EventGrid",
    handler: (blob, context) => {
      seen.push({ pushed: blob.toString(), name: context.triggerMetadata?.["name"] });
    },
  });
  const require = createRequire(createRequire(import.meta.url).resolve("@azure/functions"));
  const factories: Factories = require("@azure/functions-extensions-base");
  factories.ResourceFactoryResolver.getInstance().registerResourceFactory(
    "AzureStorageBlobs",
    ({ content, ...data }) => ({ ...data, content: JSON.parse(content.toString()) }),
  );
  app.storageBlob("deferred", {
    path: `${container}/deferred/{name}`,
    connection,
    sdkBinding: true,
    handler: (data, context) => {
      seen.push({ deferred: data, metadata: context.triggerMetadata });
    },
  });
}
