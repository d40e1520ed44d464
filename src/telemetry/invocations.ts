import type { app } from "@azure/functions";
import { recordQueueAge } from "./metrics.js";
import type { Quiet } from "./quiet.js";
import { inTrace } from "./trace.js";

/**
 * Makes each invocation part of a trace. The trace comes from the queue message, which the host
 * passes in the metadata of the trigger, or else from the host itself.
 *
 * @param quiet told of each invocation, so that it sees when they pause
 */
export function traceInvocations({ hook }: Pick<typeof app, "hook">, quiet: Quiet): void {
  hook.preInvocation((invocation) => {
    const { functionHandler, invocationContext } = invocation;
    const { functionName, traceContext, triggerMetadata } = invocationContext;
    const { traceparent, insertionTime } = triggerMetadata ?? {};
    const parent = typeof traceparent === "string" ? traceparent : traceContext?.traceParent;
    if (typeof insertionTime === "string" || insertionTime instanceof Date) {
      recordQueueAge(Math.max(0, Date.now() - new Date(insertionTime).getTime()));
    }
    invocation.functionHandler = (trigger, context) =>
      quiet.during(() =>
        inTrace(functionName, parent, async () => functionHandler(trigger, context)),
      );
  });
}
