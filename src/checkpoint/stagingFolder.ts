import { existsSync, rmSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ClassifierError } from "../errors.js";

/**
 * Creates a folder that appears under its name only when it is complete: it is filled under another
 * name and then renamed. A failure or a signal leaves nothing. A kill leaves the unfinished folder,
 * which the next call removes.
 *
 * @returns what `fill` returns
 * @throws ClassifierError `InvalidSetting` where the folder exists already
 */
export async function createFolder<T>(
  target: string,
  fill: (staging: string) => Promise<T>,
): Promise<T> {
  if (existsSync(target)) {
    throw new ClassifierError(
      "InvalidSetting",
      `${target} exists already; remove it or choose another folder`,
    );
  }
  await mkdir(dirname(target), { recursive: true });
  await removeAbandoned(target);
  const staging = `${target}${suffix}${process.pid}`;
  const stop = (signal: NodeJS.Signals): void => {
    rmSync(staging, { recursive: true, force: true });
    process.kill(process.pid, signal);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, stop);
  try {
    await mkdir(staging);
    const result = await fill(staging);
    await rename(staging, target);
    return result;
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await rm(staging, { recursive: true, force: true });
  }
}

const suffix = ".importing-";

/** Removes unfinished folders of processes that no longer run. */
async function removeAbandoned(target: string): Promise<void> {
  const parent = dirname(target);
  for (const name of await readdir(parent)) {
    const [start, pid] = name.split(suffix);
    if (start === basename(target) && pid && !isRunning(Number(pid))) {
      await rm(join(parent, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs as another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
