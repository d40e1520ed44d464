import { readFile } from "node:fs/promises";

/** Clock ticks a second in /proc/<pid>/stat, the same on every Linux that Node runs on. */
const TICKS = 100;

/** What a process takes. */
export interface ProcessUsage {
  /** Resident bytes. */
  readonly memory: number;
  /** Milliseconds that processors have worked for it: those that it waited for one do not count. */
  readonly cpu: number;
}

/** @returns undefined where there is no such process, or no proc file system (proc(5)) */
export async function processUsage(pid: number): Promise<ProcessUsage | undefined> {
  try {
    const [status, stat] = await Promise.all([
      readFile(`/proc/${pid}/status`, "utf8"),
      readFile(`/proc/${pid}/stat`, "utf8"),
    ]);
    const kilobytes = /^VmRSS:\s+(?<kilobytes>\d+)/m.exec(status)?.groups?.["kilobytes"];
    if (kilobytes === undefined) return undefined;
    // The name in parentheses may hold anything; utime and stime are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { memory: Number(kilobytes) * 1024, cpu: (ticks * 1000) / TICKS };
  } catch {
    return undefined;
  }
}
