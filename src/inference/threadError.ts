import { inspect } from "node:util";
import { ClassifierError, toClassifierError, type ErrorCode } from "../errors.js";

/** A ClassifierError in a message between threads, which cannot carry classes. */
export interface ThreadError {
  readonly code: ErrorCode;
  readonly message: string;
  /** The original error, for the log. */
  readonly cause: Cause | undefined;
}

interface Cause {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

export function toThreadError(thrown: unknown): ThreadError {
  const { code, message, cause } = toClassifierError(thrown);
  return { code, message, cause: cause === undefined ? undefined : toCause(cause) };
}

export function fromThreadError({ code, message, cause }: ThreadError): ClassifierError {
  if (!cause) return new ClassifierError(code, message);
  const original = Object.assign(new Error(cause.message), cause);
  return new ClassifierError(code, message, { cause: original });
}

function toCause(cause: unknown): Cause {
  const { name, message, stack } = cause instanceof Error ? cause : new Error(inspect(cause));
  return { name, message, stack };
}
