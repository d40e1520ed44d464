/** Preloaded into a process (`node --import`): prints at its end what it took. */

import { isMainThread } from "node:worker_threads";

if (isMainThread) {
  process.once("exit", () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    const cpu = (userCPUTime + systemCPUTime) / 1e6;
    console.log(`${cpu.toFixed(1)} s of CPU, at most ${Math.round((maxRSS * 1024) / 1e6)} MB`);
  });
}
