import { ClassifierError, type ErrorCode } from "../errors.js";

/** The HTTP status of a failed request to Azure Storage; undefined for anything else. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  return typeof error.statusCode === "number" ? error.statusCode : undefined;
}

/** What a storage client threw, as `code`, or as `StorageUnavailable` for want of a better one. */
export function toStorageError(
  error: unknown,
  codes: Readonly<Partial<Record<number, ErrorCode>>> = {},
): ClassifierError {
  if (error instanceof ClassifierError) return error;
  const code = codes[statusOf(error) ?? 0] ?? "StorageUnavailable";
  return new ClassifierError(code, undefined, { cause: error });
}
