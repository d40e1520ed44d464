import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { root } from "../paths.js";

/** How a command ended. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** Runs a built command of `src/cli`. @param cwd where it runs; by default the checkout */
export async function runCli(
  name: string,
  args: readonly string[],
  variables: Record<string, string> = {},
  cwd: string = root,
): Promise<Run> {
  const command = [join(root, `dist/src/cli/${name}.js`), ...args];
  const env = { ...process.env, ...variables };
  const child = spawn(process.execPath, command, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
  const [[code], out, error] = await Promise.all([
    once(child, "exit"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, out, error };
}
