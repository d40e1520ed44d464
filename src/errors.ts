import { errorKinds, type ErrorCode } from "./errorKinds.js";
import { redact } from "./redact.js";

export type { ErrorCode } from "./errorKinds.js";

interface ClassifierErrorOptions extends ErrorOptions {
  /** Seconds after which a retry may succeed, if known. */
  readonly retryAfter?: number | undefined;
  /** Index of the picture in the request, from 0. */
  readonly index?: number | undefined;
}

/** A failure with a code from {@link errorKinds}. Its message is safe to show to the caller. */
export class ClassifierError extends Error {
  override readonly name = "ClassifierError";
  readonly code: ErrorCode;
  readonly retryAfter: number | undefined;
  readonly index: number | undefined;

  /**
   * @param detail replaces the general sentence of the code
   * @param options.cause the original error, for the log only
   */
  constructor(code: ErrorCode, detail?: string, options?: ClassifierErrorOptions) {
    // Messages are answered, stored in rows and logged: no secret of a URL gets into one.
    super(redact(detail ?? errorKinds[code].message), options);
    this.code = code;
    this.retryAfter = options?.retryAfter;
    this.index = options?.index;
  }

  get status(): number {
    return errorKinds[this.code].status;
  }

  get retryable(): boolean {
    return errorKinds[this.code].retryable;
  }

  /** What the log says about the cause. For defects of this service it includes the stack. */
  get reason(): string {
    if (!(this.cause instanceof Error)) return "";
    return redact((this.code === "InternalError" && this.cause.stack) || this.cause.message);
  }

  /** The same error for one picture of a request: item `index` of `list`. */
  at(list: string, index: number): ClassifierError {
    const { cause, retryAfter } = this;
    const message = `${list}[${index}]: ${this.message}`;
    return new ClassifierError(this.code, message, { cause, retryAfter, index });
  }
}

/**
 * Converts any thrown value to a {@link ClassifierError}. Unknown values become `InternalError`.
 */
export function toClassifierError(thrown: unknown): ClassifierError {
  if (thrown instanceof ClassifierError) return thrown;
  return new ClassifierError("InternalError", undefined, { cause: thrown });
}
