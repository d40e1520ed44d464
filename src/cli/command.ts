import { toClassifierError } from "../errors.js";
import { DatasetError } from "../learning/dataset/datasetError.js";

/** A mistake in a command line. */
export class UsageError extends Error {}

/**
 * Runs a command. A mistake in the command line prints the usage and exits with 2. Any other failure
 * exits with 1 and prints one line, or the stack of a defect.
 */
export async function runCommand(usage: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    // Node's parseArgs throws a TypeError with such a code.
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

/** @returns one line for a failure that a user can act on; the error itself for a defect */
function explain(thrown: unknown): unknown {
  if (thrown instanceof DatasetError) return thrown.message;
  const error = toClassifierError(thrown);
  if (error.code !== "InternalError") return `${error.code}: ${error.message}`;
  // A refusal of the operating system, such as ENOSPC or EACCES.
  return thrown instanceof Error && "syscall" in thrown ? thrown.message : thrown;
}
