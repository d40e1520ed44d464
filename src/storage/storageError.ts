import { ClassifierError, type ErrorCode } from "../errors.js";

/** The HTTP status of a failed request to Azure Storage; undefined for other errors. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

/** Converts an error of a storage client to the code for its status, or to `StorageUnavailable`. */
export function toStorageError(
  error: unknown,
  codes: Readonly<Partial<Record<number, ErrorCode>>> = {},
): ClassifierError {
  if (error instanceof ClassifierError) return error;
  const code = codes[statusOf(error) ?? 0] ?? "StorageUnavailable";
  return new ClassifierError(code, undefined, { cause: error });
}
