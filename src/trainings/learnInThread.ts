import { Worker } from "node:worker_threads";
import { ClassifierError } from "../errors.js";
import { fromThreadError } from "../inference/threadError.js";
import { DatasetError } from "../learning/dataset/datasetError.js";
import type { RereadPicture } from "../learning/evaluation/mistakes.js";
import type { FromLearning, LearnJob, Learnt, ToLearning } from "./learnMessages.js";

/**
 * Runs `learn` in a thread of its own.
 *
 * @param transfer buffers that move to the thread; do not use them after the call
 * @throws DatasetError, ClassifierError as `learn` and `reread` do; `InternalError` where the thread
 *   stops, as it does without memory
 */
export function learnInThread(
  job: LearnJob,
  transfer: readonly ArrayBuffer[],
  reread: RereadPicture,
): Promise<Learnt> {
  const thread = new Worker(new URL("learnThread.js", import.meta.url));
  const send = (message: ToLearning, moved: readonly ArrayBuffer[] = []): void =>
    thread.postMessage(message, [...moved]);
  const learning = new Promise<Learnt>((resolve, reject) => {
    thread.on("message", (message: FromLearning) => {
      if (message.type === "learnt") resolve(message.learnt);
      else if (message.type === "read") {
        reread(message.sha256).then((found) => send({ type: "picture", found }), reject);
      } else if (message.mistake !== undefined) reject(new DatasetError(message.mistake));
      else if (message.error) reject(fromThreadError(message.error));
    });
    thread.once("error", reject);
    thread.once("exit", () =>
      reject(new ClassifierError("InternalError", "The thread that learns stopped.")),
    );
    send({ type: "learn", job }, transfer);
  });
  return learning.finally(() => void thread.terminate());
}
