/** Preloaded into a host (`node --import`): prints at its end how long its event loop was held up. */

import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  // Loading the app is no part of serving it.
  setTimeout(() => delay.enable(), 3000).unref();
  process.once("exit", () => {
    const [p50, p99, max] = [delay.percentile(50), delay.percentile(99), delay.max];
    const text = [p50, p99, max].map((ns) => (ns / 1e6).toFixed(1));
    console.log(`Event-loop delay: p50 ${text[0]} ms, p99 ${text[1]} ms, max ${text[2]} ms`);
  });
}
