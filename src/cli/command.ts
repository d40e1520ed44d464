import { toClassifierError } from "../errors.js";

/** A command line that cannot be understood. */
export class UsageError extends Error {}

/**
 * Runs a command: what cannot be understood ends with its usage and exit code 2, any other failure
 * with one line, or all there is to know of a defect, and exit code 1.
 */
export async function runCommand(usage: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    // What Node's parseArgs throws is a TypeError with such a code.
    const code = thrown instanceof TypeError && "code" in thrown ? String(thrown.code) : "";
    const isUsage = thrown instanceof UsageError || code.startsWith("ERR_PARSE_ARGS");
    if (isUsage && thrown instanceof Error) {
      console.error(`${thrown.message}\n\n${usage}`);
      process.exitCode = 2;
    } else {
      console.error(explain(thrown));
      process.exitCode = 1;
    }
  }
}

/** One line for what a user can do something about; all there is to know for a defect. */
function explain(thrown: unknown): unknown {
  const error = toClassifierError(thrown);
  if (error.code !== "InternalError") return `${error.code}: ${error.message}`;
  // What the operating system refuses, such as ENOSPC or EACCES.
  return thrown instanceof Error && "syscall" in thrown ? thrown.message : thrown;
}
