import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { root } from "../paths.js";

/** How a command ended. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Milliseconds after which a command is ended. */
const DEADLINE = 240_000;

/**
 * Runs a built command of `src/cli` to its end.
 *
 * @param cwd where it runs; by default the checkout
 */
export async function runCli(
  name: string,
  args: readonly string[],
  variables: Record<string, string> = {},
  cwd: string = root,
): Promise<Run> {
  const child = startCli(name, args, variables, cwd);
  const [[code], out, error] = await Promise.all([
    once(child, "exit"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, error };
}

/** Starts a built command of `src/cli`, for tests that end it themselves. */
export function startCli(
  name: string,
  args: readonly string[],
  variables: Record<string, string>,
  cwd: string,
): ChildProcessByStdio<null, Readable, Readable> {
  const command = [join(root, `dist/src/cli/${name}.js`), ...args];
  const env = { ...process.env, ...variables };
  const stdio: ["ignore", "pipe", "pipe"] = ["ignore", "pipe", "pipe"];
  return spawn(process.execPath, command, { env, cwd, stdio, timeout: DEADLINE });
}
