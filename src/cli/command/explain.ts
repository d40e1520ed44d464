import { toClassifierError } from "../../errors.js";
import { DatasetError } from "../../learning/dataset/datasetError.js";
import { toFileMistake } from "./fileMistakes.js";
import { CommandError, UsageError } from "./mistakes.js";

/** @returns one line for a failure that a person can act on; the error itself for a defect */
export function explain(thrown: unknown): unknown {
  const isMistake = [UsageError, CommandError, DatasetError].some((kind) => thrown instanceof kind);
  if (isMistake && thrown instanceof Error) return thrown.message;
  const error = toClassifierError(thrown);
  const { code, message } = error;
  if (code === "StorageUnavailable") return `${code}: ${explainStorage(message, error.cause)}`;
  if (code !== "InternalError") return `${code}: ${message}`;
  // A refusal of the operating system, such as ENOSPC or EACCES.
  const isOfSystem = thrown instanceof Error && "syscall" in thrown && "code" in thrown;
  if (!isOfSystem) return thrown;
  return "path" in thrown
    ? `${String(thrown.path)}: ${toFileMistake(String(thrown.code))}.`
    : thrown.message;
}

/** Adds the code of the account's answer, or of the network, such as ECONNRESET. */
function explainStorage(message: string, cause: unknown): string {
  if (!(cause instanceof Error) || !("code" in cause)) return message;
  const code = String(cause.code);
  if (/^(?:Container|Queue|Table)NotFound$/.test(code)) {
    return `The storage account lacks something (${code}). Create it with npm run provision.`;
  }
  if (/^Auth|^InvalidAuth|^InsufficientAccount/.test(code)) {
    return `The storage account refuses the access (${code}). Check the key or the sign-in.`;
  }
  return `${message} (${code})`;
}
