import { readdir, readFile } from "node:fs/promises";

/** What a process holds, from Linux' proc file system (proc(5)). */
export interface Holdings {
  /** Resident memory, its child processes not among it. */
  readonly MiB: number;
  readonly descriptors: number;
  readonly threads: number;
}

export async function holdings(pid: number): Promise<Holdings> {
  const [status, descriptors] = await Promise.all([
    readFile(`/proc/${pid}/status`, "utf8"),
    readdir(`/proc/${pid}/fd`),
  ]);
  const field = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
  return {
    MiB: Math.round(field("VmRSS") / 1024),
    descriptors: descriptors.length,
    threads: field("Threads"),
  };
}
