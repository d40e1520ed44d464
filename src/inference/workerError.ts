import { ClassifierError, toClassifierError, type ErrorCode } from "../errors.js";

/** A ClassifierError on its way between threads, which keep no classes. */
export interface WorkerError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The original error's text, for the log. */
  readonly cause: string | undefined;
}

export function toWorkerError(thrown: unknown): WorkerError {
  const { code, message, cause } = toClassifierError(thrown);
  return { code, message, cause: cause instanceof Error ? cause.message : undefined };
}

export function fromWorkerError({ code, message, cause }: WorkerError): ClassifierError {
  return new ClassifierError(code, message, { cause });
}
