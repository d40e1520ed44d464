import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";

/**
 * Cores that this process may really use: the CPUs that it is allowed to run on, or fewer where its
 * control group has a CPU quota. ONNX Runtime and libuv see the first limit only.
 *
 * @returns at least 1; a share of a core counts as one
 */
export function usableCores(): number {
  return Math.max(1, Math.floor(Math.min(availableParallelism(), cgroupQuota())));
}

/** Linux cgroups, v2 (`cpu.max`: "quota period") and v1; a quota of "max" or -1 means none. */
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
