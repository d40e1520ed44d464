import { z } from "zod";
import type { StorageClients } from "../storage/connection.js";
import { parseMessage, sendMessage } from "../storage/messages.js";
import { batchQueue } from "../storage/names.js";
import { currentTraceparent } from "../telemetry/trace.js";

const count = z.number().int().nonnegative();
const shared = {
  version: z.literal(1),
  batchId: z.string().regex(/^[\da-f-]{36}$/),
  traceparent: z.string().optional(),
};

/** One step of a batch, as a queue message. Each message may be delivered more than once. */
const stepSchema = z.discriminatedUnion("step", [
  /** Lists one page of the container, and queues its parts and the next page. */
  z.object({
    ...shared,
    step: z.literal("list"),
    page: count,
    firstPart: count,
    marker: z.string().optional(),
  }),
  /** Scores the blobs `from` to `to` of a page. The blobs before `next` are scored already. */
  z.object({
    ...shared,
    step: z.literal("score"),
    part: count,
    page: count,
    from: count,
    to: count,
    /**
     * Where each step that scored some of them began: each scores one at least, and a part has a
     * thousand at most, so a message stays far below the 48 KiB that a queue takes.
     */
    scoredFrom: z.array(count).max(1000).optional(),
    next: count.optional(),
  }),
  /** Appends the predictions of the parts from `part` on to files of these lengths. */
  z.object({
    ...shared,
    step: z.literal("finish"),
    part: count,
    csvLength: count,
    jsonlLength: count,
  }),
  /** Deletes the working files of the batch, and its inputs where it was asked to. */
  z.object({ ...shared, step: z.literal("clean") }),
]);

export type BatchStep = z.output<typeof stepSchema>;
export type StepOf<Name extends BatchStep["step"]> = Extract<BatchStep, { step: Name }>;

type WithoutVersion<Step> = Step extends unknown ? Omit<Step, "version" | "traceparent"> : never;

/**
 * Queues a step.
 *
 * @param afterSeconds seconds until it may begin
 * @throws ClassifierError `StorageUnavailable`
 */
export async function sendStep(
  storage: StorageClients,
  step: WithoutVersion<BatchStep>,
  afterSeconds = 0,
): Promise<void> {
  const traceparent = currentTraceparent();
  await sendMessage(storage, batchQueue, { version: 1, ...step, traceparent }, afterSeconds);
}

/**
 * Reads the message of a queue trigger.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function toStep(message: unknown): BatchStep {
  return parseMessage(stepSchema, message);
}
