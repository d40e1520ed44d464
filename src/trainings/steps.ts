import { z } from "zod";
import type { StorageClients } from "../storage/connection.js";
import { parseMessage, sendMessage } from "../storage/messages.js";
import { trainingQueue } from "../storage/names.js";
import { currentTraceparent } from "../telemetry/trace.js";

const shared = {
  version: z.literal(1),
  trainingId: z.string().regex(/^[\da-f-]{36}$/),
  traceparent: z.string().optional(),
};

/** One step of a training or an evaluation, as a queue message, which may come more than once. */
const stepSchema = z.discriminatedUnion("step", [
  /** Lists the pictures, and queues their parts. */
  z.object({ ...shared, step: z.literal("list") }),
  /** Computes the features of the pictures of one part. */
  z.object({ ...shared, step: z.literal("features"), part: z.number().int().nonnegative() }),
  /** Fits and measures, and writes the results. */
  z.object({ ...shared, step: z.literal("fit") }),
  /** Deletes the working files. */
  z.object({ ...shared, step: z.literal("clean") }),
]);

export type TrainingStep = z.output<typeof stepSchema>;

type WithoutVersion<Step> = Step extends unknown ? Omit<Step, "version" | "traceparent"> : never;

/**
 * Queues a step.
 *
 * @param afterSeconds seconds until it may begin
 * @throws ClassifierError `StorageUnavailable`
 */
export async function sendStep(
  storage: StorageClients,
  step: WithoutVersion<TrainingStep>,
  afterSeconds = 0,
): Promise<void> {
  const traceparent = currentTraceparent();
  await sendMessage(storage, trainingQueue, { version: 1, ...step, traceparent }, afterSeconds);
}

/**
 * Reads the message of a queue trigger.
 *
 * @throws ClassifierError `InvalidMessage`
 */
export function toStep(message: unknown): TrainingStep {
  return parseMessage(stepSchema, message);
}
