/**
 * The thread that runs the session and does nothing else, so that the cores never wait for a picture
 * to be prepared.
 */

import { parentPort, workerData } from "node:worker_threads";
import type { PixelValues } from "../image/preprocess.js";
import type { FromSession, SessionOptions, ToSession } from "./remoteSession.js";
import { onnxruntimeVersion, openSession, type ModelSession } from "./session.js";
import { toWorkerError } from "./workerError.js";

if (!parentPort) throw new Error("This module runs in a worker thread only");
const port = parentPort;
const { onnxPath, threads, contract }: SessionOptions = workerData;

try {
  const session = await openSession(onnxPath, threads, contract);
  port.on("message", (message: ToSession) => {
    if (message.type === "run") void run(session, message.id, message.pixelValues);
    else port.close();
  });
  send({ type: "ready", onnxruntime: onnxruntimeVersion });
} catch (error) {
  send({ type: "unusable", error: toWorkerError(error) });
}

async function run(session: ModelSession, id: number, pixelValues: PixelValues): Promise<void> {
  try {
    const start = performance.now();
    const outputs = await session.runAll(pixelValues);
    const milliseconds = performance.now() - start;
    const { logits, features } = outputs;
    send({ type: "ran", id, outputs, milliseconds }, [
      logits.buffer,
      ...(features ? [features.buffer] : []),
    ]);
  } catch (error) {
    send({ type: "failed", id, error: toWorkerError(error) });
  }
}

function send(message: FromSession, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
