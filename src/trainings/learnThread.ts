/** The thread that fits and measures, so that the main thread stays free for requests. */

import { once } from "node:events";
import { parentPort } from "node:worker_threads";
import { toThreadError } from "../inference/threadError.js";
import { DatasetError } from "../learning/dataset/datasetError.js";
import type { Reread } from "../learning/evaluation/mistakes.js";
import { learn } from "./learn.js";
import type { FromLearning, ToLearning } from "./learnMessages.js";

if (!parentPort) throw new Error("This module runs in a worker thread only");
const port = parentPort;
const send = (message: FromLearning): void => port.postMessage(message);

async function received(): Promise<ToLearning | undefined> {
  const [message]: ToLearning[] = await once(port, "message");
  return message;
}

async function reread(sha256: string): Promise<Reread | undefined> {
  send({ type: "read", sha256 });
  const message = await received();
  return message?.type === "picture" ? message.found : undefined;
}

try {
  const message = await received();
  if (message?.type !== "learn") throw new Error(`Expected a job but received ${message?.type}`);
  send({ type: "learnt", learnt: await learn(message.job, reread) });
} catch (error) {
  send(
    error instanceof DatasetError
      ? { type: "failed", mistake: error.message }
      : { type: "failed", error: toThreadError(error) },
  );
}
port.close();
