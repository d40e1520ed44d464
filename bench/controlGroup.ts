import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";

/** A control group with a limit of memory (Linux, cgroup v2 or v1), if this process may make one. */
export class ControlGroup {
  readonly #folder: string;
  readonly #parent: string;
  readonly #files: { readonly limit: string; readonly peak: string };

  private constructor(folder: string, parent: string, files: { limit: string; peak: string }) {
    this.#folder = folder;
    this.#parent = parent;
    this.#files = files;
  }

  /** @returns undefined where this process may not make control groups */
  static create(bytes: number): ControlGroup | undefined {
    const own = readFileSync("/proc/self/cgroup", "utf8");
    const v1 = /^\d+:memory:(?<path>.*)$/m.exec(own)?.groups?.["path"];
    const v2 = /^0::(?<path>.*)$/m.exec(own)?.groups?.["path"];
    const mount = v1 === undefined ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory";
    const files =
      v1 === undefined
        ? { limit: "memory.max", peak: "memory.peak" }
        : { limit: "memory.limit_in_bytes", peak: "memory.max_usage_in_bytes" };
    const folder = `${mount}/attacks-${process.pid}`;
    try {
      mkdirSync(folder);
      writeFileSync(`${folder}/${files.limit}`, String(bytes));
      return new ControlGroup(folder, `${mount}${v1 ?? v2 ?? ""}`, files);
    } catch {
      return undefined;
    }
  }

  /** Starts a process inside: a child begins in the group of its parent. */
  async around<T>(start: () => Promise<T>): Promise<T> {
    const move = (folder: string): void =>
      writeFileSync(`${folder}/cgroup.procs`, String(process.pid));
    move(this.#folder);
    try {
      return await start();
    } finally {
      move(this.#parent);
    }
  }

  /** The most bytes that all processes inside took together, page cache included. */
  peak(): number {
    return Number(readFileSync(`${this.#folder}/${this.#files.peak}`, "utf8"));
  }

  /** After its last process has ended. */
  remove(): void {
    rmdirSync(this.#folder);
  }
}
