import { availableParallelism } from "node:os";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { firstIssue } from "../firstIssue.js";

/** `hh:mm:ss` as host.json writes durations, in milliseconds. */
const timeSpan = z
  .string()
  .regex(/^\d{1,2}:\d{2}:\d{2}(\.\d+)?$/, "expected hh:mm:ss")
  .transform((text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);

const queuesSchema = z.object({
  /** Messages fetched at once, at most 32. */
  batchSize: z.number().int().min(1).max(32).default(16),
  /** The next batch is fetched when no more than this many messages are being worked on. */
  newBatchThreshold: z.number().int().min(0).default(8),
  /** Milliseconds; polling slows down to this while the queue is empty. */
  maxPollingInterval: timeSpan.default(60_000),
  /** Milliseconds until a message whose function failed is visible again. */
  visibilityTimeout: timeSpan.default(0),
  maxDequeueCount: z.number().int().min(1).default(5),
  messageEncoding: z.enum(["base64", "none"]).default("base64"),
});

const blobsSchema = z.object({
  /** Blobs that are worked on at the same time. */
  maxDegreeOfParallelism: z
    .number()
    .int()
    .min(1)
    .default(8 * availableParallelism()),
});

const hostJsonSchema = z.object({
  functionTimeout: timeSpan.default(30 * 60_000),
  extensions: z
    .object({
      http: z.object({ routePrefix: z.string().default("api") }).prefault({}),
      queues: queuesSchema.prefault({}),
      blobs: blobsSchema.prefault({}),
    })
    .prefault({}),
});

/** What this host uses of host.json, with Azure's defaults. Durations are milliseconds. */
export type HostJson = z.output<typeof hostJsonSchema>;
export type QueueSettings = z.output<typeof queuesSchema>;

/** @throws ClassifierError InvalidSetting that names the file and the key */
export async function readHostJson(root: string): Promise<HostJson> {
  return readSettings(join(root, "host.json"), hostJsonSchema);
}

/**
 * A JSON settings file in the form of a schema; a missing file counts as `{}`.
 *
 * @throws ClassifierError InvalidSetting that names the file and the key
 */
export async function readSettings<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ClassifierError("InvalidSetting", `${file} is not valid JSON.`, { cause });
  }
  const { data, error } = schema.safeParse(json);
  if (!error) return data;
  throw new ClassifierError("InvalidSetting", `${file}: ${firstIssue(error, "the file")}`);
}
