import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { hostCommand } from "./testHost.js";

export interface FailedStart {
  readonly code: unknown;
  /** All that the host writes to stderr, without the line's end. */
  readonly line: string;
  readonly stdout: string;
}

/**
 * Starts the host where it cannot run.
 *
 * @throws Error when it runs nevertheless
 */
export async function failToStart(
  env: Record<string, string>,
  ...flags: string[]
): Promise<FailedStart> {
  const run = promisify(execFile)(process.execPath, [...hostCommand, ...flags], {
    env: { ...process.env, NODE_TEST_CONTEXT: "", FUNCTIONS_HOST: "embedded", ...env },
    timeout: 30_000,
  });
  const error: unknown = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(error instanceof Error && "stderr" in error && "stdout" in error && "code" in error)) {
    throw new Error("The host started, or was not there.", { cause: error });
  }
  const { code, stderr, stdout } = error;
  return { code, line: String(stderr).replace(/\n$/, ""), stdout: String(stdout) };
}
