/** One invocation, step by step as Azure's Node worker does it. */

import { randomBytes, randomUUID } from "node:crypto";
import { orAborted } from "../onAbort.js";
import type { App } from "./app.js";
import { core, runHooks, type CoreInvocationContext, type TypedData } from "./functionsCore.js";
import { describeError, type Log } from "./log.js";
import type { TriggeredFunction } from "./triggers.js";

/** What starts a function: its trigger's input, as typed data, and the trigger's metadata. */
export interface Trigger {
  readonly invocationId?: string;
  readonly input: TypedData;
  readonly metadata: Readonly<Record<string, TypedData>>;
  /** Of the trace that it goes on; by default one begins here, as in Azure. */
  readonly traceparent?: string | undefined;
  /** Aborted when the caller goes away: nobody needs the result any more. */
  readonly gone?: AbortSignal;
}

/** Runs a function and logs how it ended; rejects when it failed or took too long. */
export type Invoke = (definition: TriggeredFunction, trigger: Trigger) => Promise<void>;

/**
 * @param timeoutMs after which an invocation counts as failed. Azure then restarts the worker; here
 *   the function goes on unheard, because it shares its process with the host.
 */
export function createInvoke(app: App, timeoutMs: number, log: Log): Invoke {
  return async (definition, trigger) => {
    const started = performance.now();
    const milliseconds = (): string => `${Math.round(performance.now() - started)} ms`;
    const late = new AbortController();
    const giveUp = (): void =>
      late.abort(new Error(`no answer within functionTimeout, ${timeoutMs / 1000} s`));
    const timer = setTimeout(giveUp, timeoutMs).unref();
    try {
      await orAborted(invokeOnce(app, definition, trigger, log), late.signal);
      log("information", `${definition.name} succeeded in ${milliseconds()}`);
    } catch (error) {
      const { name } = definition;
      if (trigger.gone?.aborted) {
        log("information", `${name} ended after ${milliseconds()}: its caller went away`);
      } else log("error", `${name} failed after ${milliseconds()}: ${describeError(error)}`);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  };
}

async function invokeOnce(
  { model }: App,
  { name, bindings, handler, triggerName, trigger }: TriggeredFunction,
  { invocationId = randomUUID(), input, metadata, traceparent, gone }: Trigger,
  log: Log,
): Promise<void> {
  const coreContext: CoreInvocationContext = {
    invocationId,
    request: {
      invocationId,
      inputData: [{ name: triggerName, data: input }],
      triggerMetadata: metadata,
      traceContext: { traceParent: traceparent ?? newTraceparent() },
    },
    metadata: { name, bindings },
    log: (level, _category, message) => log(level, `${name}: ${message}`),
  };
  const invocation = await model.getInvocationModel(coreContext);
  // The arguments of a request never come when its caller leaves before it was forwarded.
  const received = invocation.getArguments();
  const { context, inputs } = await orAborted(received, gone);

  const shared = { hookData: {}, appHookData: core.appHookData, invocationContext: context };
  const before = { ...shared, inputs, functionCallback: handler };
  coreContext.state = "preInvocationHooks";
  await runHooks("preInvocation", before);

  coreContext.state = "invocation";
  const result = await invocation.invokeFunction(context, before.inputs, before.functionCallback);
  coreContext.state = undefined;
  if (trigger.type === "httpTrigger" && (result === undefined || result === null)) {
    throw new Error("it returned nothing: with HTTP streaming, Azure would never answer");
  }
  // For a request, this sends the answer.
  await invocation.getResponse(context, result);
}

const newTraceparent = (): string =>
  `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;
