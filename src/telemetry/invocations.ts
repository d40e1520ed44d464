import type { app } from "@azure/functions";
import { recordQueueAge } from "./metrics.js";
import { inTrace } from "./trace.js";

/**
 * Makes each invocation part of a trace: of the one that its queue message names, which the host
 * hands over among the trigger's metadata, or else of the one that the host has begun.
 */
export function traceInvocations({ hook }: Pick<typeof app, "hook">): void {
  hook.preInvocation((invocation) => {
    const { functionHandler, invocationContext } = invocation;
    const { functionName, traceContext, triggerMetadata } = invocationContext;
    const { traceparent, insertionTime } = triggerMetadata ?? {};
    const parent = typeof traceparent === "string" ? traceparent : traceContext?.traceParent;
    if (typeof insertionTime === "string" || insertionTime instanceof Date) {
      recordQueueAge(Math.max(0, Date.now() - new Date(insertionTime).getTime()));
    }
    invocation.functionHandler = (trigger, context) =>
      inTrace(functionName, parent, async () => functionHandler(trigger, context));
  });
}
