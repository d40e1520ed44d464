/** A thread that only runs a session, so that the cores never wait for decoding or preprocessing. */

import { parentPort } from "node:worker_threads";
import { buffersOf, type FromSession, type ToSession } from "./remoteSession.js";
import {
  onnxruntimeVersion,
  openSession,
  type ModelSession,
  type SessionOptions,
} from "./session.js";
import { toThreadError } from "./threadError.js";

if (!parentPort) throw new Error("This module runs in a worker thread only");
const port = parentPort;
let session: ModelSession | undefined;

port.on("message", (message: ToSession) => {
  if (message.type === "open") void open(message.options);
  else if (message.type === "run") void run(message);
  else port.close();
});

async function open({ onnxPath, threads, contract }: SessionOptions): Promise<void> {
  try {
    session = await openSession(onnxPath, threads, contract);
    send({ type: "ready", onnxruntime: onnxruntimeVersion, gives: session.gives });
  } catch (error) {
    send({ type: "unusable", error: toThreadError(error) });
    port.close();
  }
}

type RunMessage = Extract<ToSession, { type: "run" }>;

async function run({ id, pixelValues, explains }: RunMessage): Promise<void> {
  try {
    if (!session) throw new Error("The session is not open yet");
    const start = performance.now();
    const outputs = await session.runAll(pixelValues, explains);
    const milliseconds = performance.now() - start;
    send({ type: "ran", id, outputs, milliseconds }, buffersOf(outputs));
  } catch (error) {
    send({ type: "failed", id, error: toThreadError(error) });
  }
}

function send(message: FromSession, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
