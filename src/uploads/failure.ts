import { toClassifierError, type ClassifierError } from "../errors.js";
import type { Outcome } from "../storage/classificationRow.js";

/** The outcome of a permanent failure. Other errors are thrown again, so that they are retried. */
export function toFinalFailure(thrown: unknown): Outcome {
  const error = toClassifierError(thrown);
  if (error.retryable || error.status >= 500) throw error;
  return toFailedOutcome(error);
}

export function toFailedOutcome({ code, message }: ClassifierError): Outcome {
  return { status: "failed", errorCode: code, errorMessage: message };
}
