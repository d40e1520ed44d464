/**
 * The thread that owns the pictures' way from pixels to logits. It exists because ONNX Runtime's
 * `run` and `create` block the thread that calls them.
 */

import { setPriority } from "node:os";
import { platform } from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { toClassifierError } from "../errors.js";
import { pixelValuesSize, preprocess } from "../image/preprocess.js";
import { toRgb, type DecodedPixels } from "../image/rgbImage.js";
import type { FromWorker, ToWorker, WorkerError, WorkerOptions, WorkerResult } from "./messages.js";
import { onnxruntimeVersion, openSession, type ModelSession } from "./session.js";

/** From -20, the first served, to 19; a process starts with 0. */
const INFERENCE_PRIORITY = 10;

// On Linux a priority belongs to the calling thread and to those that it starts: ONNX Runtime's
// threads give way to the main thread, so that requests are answered while all cores compute.
if (platform === "linux") setPriority(INFERENCE_PRIORITY);

if (!parentPort) throw new Error("This module runs in a worker thread only");
const port = parentPort;
const options: WorkerOptions = workerData;

try {
  const session = await openSession(options.onnxPath, options.threads, {
    size: pixelValuesSize(options.preprocessor),
    labelCount: options.labelCount,
    featureCount: options.featureCount,
  });
  port.on("message", (message: ToWorker) => {
    if (message.type === "infer") void answer(session, message.id, message.pixels);
    else port.close();
  });
  send({ type: "ready", onnxruntime: onnxruntimeVersion });
} catch (error) {
  send({ type: "unusable", error: toWorkerError(error) });
}

async function answer(session: ModelSession, id: number, pixels: DecodedPixels): Promise<void> {
  try {
    const result = await infer(session, pixels);
    const { logits, features } = result;
    send({ type: "inferred", id, result }, [logits.buffer, ...(features ? [features.buffer] : [])]);
  } catch (error) {
    send({ type: "failed", id, error: toWorkerError(error) });
  }
}

async function infer(session: ModelSession, pixels: DecodedPixels): Promise<WorkerResult> {
  const start = performance.now();
  const pixelValues = preprocess(toRgb(pixels), options.preprocessor);
  const preprocessed = performance.now();
  const outputs = await session.runAll(pixelValues);
  const timings = { preprocess: preprocessed - start, inference: performance.now() - preprocessed };
  return { ...outputs, timings };
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function toWorkerError(thrown: unknown): WorkerError {
  const { code, message, cause } = toClassifierError(thrown);
  return { code, message, cause: cause instanceof Error ? cause.message : undefined };
}
