import { toClassifierError } from "../../errors.js";
import { DatasetError } from "../../learning/dataset/datasetError.js";
import { CommandError, UsageError } from "./mistakes.js";

/** @returns one line for a failure that a person can act on; the error itself for a defect */
export function explain(thrown: unknown): unknown {
  const isMistake = [UsageError, CommandError, DatasetError].some((kind) => thrown instanceof kind);
  if (isMistake && thrown instanceof Error) return thrown.message;
  const error = toClassifierError(thrown);
  if (error.code !== "InternalError")
    return `${error.code}: ${error.message}${codeOf(error.cause)}`;
  // A refusal of the operating system, such as ENOSPC or EACCES.
  return thrown instanceof Error && "syscall" in thrown ? thrown.message : thrown;
}

/** The code of what storage or the network answered, such as AuthenticationFailed or ECONNRESET. */
function codeOf(cause: unknown): string {
  return cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
}
