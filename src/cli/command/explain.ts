import { toClassifierError } from "../../errors.js";
import { DatasetError } from "../../learning/dataset/datasetError.js";
import { CommandError, UsageError } from "./mistakes.js";

/** @returns one line for a failure that a person can act on; the error itself for a defect */
export function explain(thrown: unknown): unknown {
  const isMistake = [UsageError, CommandError, DatasetError].some((kind) => thrown instanceof kind);
  if (isMistake && thrown instanceof Error) return thrown.message;
  const error = toClassifierError(thrown);
  const { code, message } = error;
  if (code === "StorageUnavailable") return `${code}: ${message}${toHint(error.cause)}`;
  if (code !== "InternalError") return `${code}: ${message}`;
  // A refusal of the operating system, such as ENOSPC or EACCES.
  return thrown instanceof Error && "syscall" in thrown ? thrown.message : thrown;
}

/** What storage or the network answered, such as AuthenticationFailed or ECONNRESET. */
function toHint(cause: unknown): string {
  if (!(cause instanceof Error) || !("code" in cause)) return "";
  const isMissing = /^(?:Container|Queue|Table)NotFound$/.test(String(cause.code));
  const help = isMissing ? " Create what is missing with npm run provision." : "";
  return ` (${String(cause.code)})${help}`;
}
