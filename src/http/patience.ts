import type { HttpRequest, InvocationContext } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import type { Patience } from "../inference/waitingLine.js";
import { callerSignal } from "./callerGone.js";

/**
 * How long the caller waits: until it disconnects, and at most `timeout` milliseconds. The header
 * `x-timeout-ms` can shorten this.
 *
 * @throws ClassifierError `InvalidParameter`
 */
export function toPatience(
  request: HttpRequest,
  context: InvocationContext,
  timeout: number,
): Patience {
  const header = request.headers.get("x-timeout-ms");
  if (header !== null && !/^[1-9]\d{0,8}$/.test(header)) {
    throw new ClassifierError(
      "InvalidParameter",
      "x-timeout-ms: Expected a whole number of milliseconds from 1 to 999999999.",
    );
  }
  return {
    deadline: performance.now() + Math.min(timeout, Number(header ?? timeout)),
    signal: callerSignal(context.invocationId),
  };
}
