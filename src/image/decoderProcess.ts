/**
 * The process that decodes and preprocesses costly pictures, and does nothing else. Ending it loses
 * its picture alone. It has none of the service's environment, so there is nothing to find. Only
 * `pixel_values` leave it: sending the decoded pixels would take as long as decoding them.
 */

import { writeFileSync } from "node:fs";
import { open } from "./decode.js";
import type { FromDecoder, ToDecoder } from "./decoderMessages.js";
import { prepare } from "./prepare.js";
import { ClassifierError, toClassifierError } from "../errors.js";

// If memory runs out in spite of all bounds, the kernel ends this process first (proc_pid_oom_score_adj).
try {
  writeFileSync("/proc/self/oom_score_adj", "1000");
} catch {
  // Not Linux, or not allowed.
}

// The service has ended. A decoder at work would hold up an ordinary exit.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
process.on("message", (message: ToDecoder) => void answer(message));
send({ type: "ready" });

async function answer({ picture, limits, preprocessor, jpegDecode }: ToDecoder): Promise<void> {
  try {
    const prepared = await prepare(await open(picture, limits), preprocessor, jpegDecode);
    send({ type: "prepared", prepared });
  } catch (thrown) {
    const { code, message, cause } = toClassifierError(thrown);
    send({
      type: "failed",
      code,
      message,
      reason: new ClassifierError(code, message, { cause }).reason,
    });
  }
}

function send(message: FromDecoder): void {
  process.send?.(message);
}
