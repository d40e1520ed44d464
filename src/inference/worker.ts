/**
 * The thread that owns the pictures' way from bytes to logits, away from the main one, which answers
 * requests. The session has a thread of its own, because ONNX Runtime's `run` and `create` block the
 * thread that calls them: so the next pictures are decoded and preprocessed while one is in inference.
 */

import { setPriority } from "node:os";
import { platform } from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { decode, libvipsVersion, sharpVersion } from "../image/decode.js";
import { pixelValuesSize, preprocess } from "../image/preprocess.js";
import type { FromWorker, Inference, ToWorker, WorkerOptions } from "./messages.js";
import { openRemoteSession, type RemoteSession } from "./remoteSession.js";
import { toWorkerError } from "./workerError.js";

/** From -20, the first served, to 19; a process starts with 0. */
const INFERENCE_PRIORITY = 10;

// On Linux a priority belongs to the calling thread and to those that it starts: ONNX Runtime's
// threads give way to the main thread, so that requests are answered while all cores compute.
if (platform === "linux") setPriority(INFERENCE_PRIORITY);

if (!parentPort) throw new Error("This module runs in a worker thread only");
const port = parentPort;
const options: WorkerOptions = workerData;

try {
  const session = await openRemoteSession({
    onnxPath: options.onnxPath,
    threads: options.threads,
    contract: {
      size: pixelValuesSize(options.preprocessor),
      labelCount: options.labelCount,
      featureCount: options.featureCount,
    },
  });
  const { onnxruntime } = session;
  port.on("message", (message: ToWorker) => {
    if (message.type === "infer") return void answer(session, message.id, message.picture);
    session.close();
    port.close();
  });
  send({ type: "ready", versions: { onnxruntime, sharp: sharpVersion, libvips: libvipsVersion } });
} catch (error) {
  send({ type: "unusable", error: toWorkerError(error) });
}

async function answer(session: RemoteSession, id: number, picture: Uint8Array): Promise<void> {
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

async function infer(session: RemoteSession, picture: Uint8Array): Promise<Inference> {
  const start = performance.now();
  const image = await decode(picture, options.limits);
  const decoded = performance.now();
  const pixelValues = preprocess(image, options.preprocessor);
  const preprocessed = performance.now();
  const { outputs, milliseconds } = await session.run(pixelValues);
  const { width, height } = image;
  const timings = {
    decode: decoded - start,
    preprocess: preprocessed - decoded,
    inference: milliseconds,
  };
  return { ...outputs, width, height, timings };
}

function send(message: FromWorker, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
