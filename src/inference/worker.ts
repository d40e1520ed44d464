/**
 * The thread that owns the pictures' way from bytes to logits. It exists because ONNX Runtime's
 * `run` and `create` block the thread that calls them. Decoding runs on libuv's threads, so the next
 * pictures are decoded while one is in inference.
 */

import { setPriority } from "node:os";
import { platform } from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { toClassifierError } from "../errors.js";
import { decode, libvipsVersion, sharpVersion } from "../image/decode.js";
import { pixelValuesSize, preprocess } from "../image/preprocess.js";
import type { FromWorker, Inference, ToWorker, WorkerError, WorkerOptions } from "./messages.js";
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
    if (message.type === "infer") void answer(session, message.id, message.picture);
    else port.close();
  });
  send({
    type: "ready",
    versions: { onnxruntime: onnxruntimeVersion, sharp: sharpVersion, libvips: libvipsVersion },
  });
} catch (error) {
  send({ type: "unusable", error: toWorkerError(error) });
}

async function answer(session: ModelSession, id: number, picture: Uint8Array): Promise<void> {
  try {
    const inference = await infer(session, picture);
    const { logits, features } = inference;
    send({ type: "inferred", id, inference }, [
      logits.buffer,
      ...(features ? [features.buffer] : []),
    ]);
  } catch (error) {
    send({ type: "failed", id, error: toWorkerError(error) });
  }
}

async function infer(session: ModelSession, picture: Uint8Array): Promise<Inference> {
  const start = performance.now();
  const image = await decode(picture, options.limits);
  const decoded = performance.now();
  const pixelValues = preprocess(image, options.preprocessor);
  const preprocessed = performance.now();
  const outputs = await session.runAll(pixelValues);
  const done = performance.now();
  return {
    ...outputs,
    width: image.width,
    height: image.height,
    timings: {
      decode: decoded - start,
      preprocess: preprocessed - decoded,
      inference: done - preprocessed,
    },
  };
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

function toWorkerError(thrown: unknown): WorkerError {
  const { code, message, cause } = toClassifierError(thrown);
  return { code, message, cause: cause instanceof Error ? cause.message : undefined };
}
