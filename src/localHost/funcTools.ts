/** Azure's own local host, `func` of the Azure Functions Core Tools, used where it is installed. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ClassifierError } from "../errors.js";

/**
 * Whether to run `func`: `FUNCTIONS_HOST` says `func` or `embedded`; unset, whether it is there.
 *
 * @throws ClassifierError InvalidSetting when `func` is wanted and missing
 */
export function choosesFunc(): boolean {
  const choice = process.env["FUNCTIONS_HOST"];
  if (choice === "embedded") return false;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const found = folders.some((folder) =>
    ["func", "func.exe", "func.cmd"].some((file) => existsSync(join(folder, file))),
  );
  if (choice === "func" && !found) {
    throw new ClassifierError(
      "InvalidSetting",
      "FUNCTIONS_HOST is func, which is not on the PATH.",
    );
  }
  return found;
}

export interface FuncProcess {
  /** Resolves with the exit code. */
  readonly exited: Promise<number>;
  close(): Promise<void>;
}

/** Runs `func start` in the terminal of this process. */
export function startFunc(root: string, port: number): FuncProcess {
  const child = spawn("func", ["start", "--port", String(port)], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject).once("exit", (code) => resolve(code ?? 1));
  });
  return {
    exited,
    async close() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
