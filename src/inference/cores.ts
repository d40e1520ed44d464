import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Settings } from "../settings.js";

/**
 * The number of cores that this process may use: its CPU affinity, or the CPU quota of its control
 * group if that is lower. ONNX Runtime and libuv only see the affinity.
 *
 * @returns at least 1; part of a core counts as one
 */
export function usableCores(): number {
  return Math.max(1, Math.floor(Math.min(availableParallelism(), cgroupQuota())));
}

/** How many cores a model is run on: the setting, or all. */
export const coresFor = ({ inferenceThreads }: Pick<Settings, "inferenceThreads">): number =>
  inferenceThreads ?? usableCores();

/** The quota of Linux cgroups v2 (`cpu.max`: "quota period") or v1. "max" and -1 mean no quota. */
function cgroupQuota(): number {
  const [quota, period] = read("/sys/fs/cgroup/cpu.max")?.split(" ") ?? [
    read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
    read("/sys/fs/cgroup/cpu/cpu.cfs_period_us"),
  ];
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : Number.POSITIVE_INFINITY;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}
