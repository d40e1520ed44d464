/** One invocation, step by step as Azure's Node worker does it. */

import { randomBytes, randomUUID } from "node:crypto";
import type { App } from "./app.js";
import {
  core,
  runHooks,
  writeLog,
  type CoreInvocationContext,
  type InvocationRequest,
  type InvocationResponse,
  type RegisteredFunction,
  type TypedData,
} from "./functionsCore.js";
import { describeError, type Log } from "./log.js";

export interface Outcome {
  /** What the handler returned, before it was converted. */
  readonly result: unknown;
  readonly response: InvocationResponse;
}

/** What starts a function: its trigger's input, as typed data, and the trigger's metadata. */
export interface Trigger {
  readonly invocationId?: string;
  readonly input: TypedData;
  readonly metadata: Readonly<Record<string, TypedData>>;
  /** Of the trace that it goes on; by default one begins here, as in Azure. */
  readonly traceparent?: string | undefined;
}

/** Runs a function and logs how it ended; rejects when it failed or took too long. */
export type Invoke = (definition: RegisteredFunction, trigger: Trigger) => Promise<Outcome>;

/**
 * @param timeoutMs after which an invocation counts as failed. Azure then restarts the worker; here
 *   the function goes on unheard, because it shares its process with the host.
 */
export function createInvoke(app: App, timeoutMs: number, log: Log): Invoke {
  return async (definition, trigger) => {
    const started = performance.now();
    const milliseconds = (): string => `${Math.round(performance.now() - started)} ms`;
    try {
      const running = invokeOnce(app, definition, trigger, log);
      const outcome = await withTimeout(running, timeoutMs);
      log("information", `${definition.name} succeeded in ${milliseconds()}`);
      return outcome;
    } catch (error) {
      log("error", `${definition.name} failed after ${milliseconds()}: ${describeError(error)}`);
      throw error;
    }
  };
}

async function invokeOnce(
  app: App,
  definition: RegisteredFunction,
  trigger: Trigger,
  log: Log,
): Promise<Outcome> {
  const { name, bindings, handler } = definition;
  const request: InvocationRequest = {
    invocationId: trigger.invocationId ?? randomUUID(),
    inputData: [{ name: triggerName(definition), data: trigger.input }],
    triggerMetadata: trigger.metadata,
    traceContext: { traceParent: trigger.traceparent ?? newTraceparent() },
  };
  let context: unknown;
  const write: Log = (level, message) => log(level, `${name}: ${message}`);
  const coreContext: CoreInvocationContext = {
    invocationId: request.invocationId,
    request,
    metadata: { name, bindings },
    log(level, category, message) {
      writeLog(level, category, message, write, context);
    },
  };
  const model = await app.model.getInvocationModel(coreContext);
  const received = await model.getArguments();
  context = received.context;

  const shared = { hookData: {}, appHookData: core.appHookData, invocationContext: context };
  const before = { ...shared, inputs: received.inputs, functionCallback: handler };
  coreContext.state = "preInvocationHooks";
  await runHooks("preInvocation", before);

  const after = { ...shared, inputs: before.inputs, result: undefined, error: undefined };
  coreContext.state = "invocation";
  await model.invokeFunction(context, before.inputs, before.functionCallback).then(
    (result) => Object.assign(after, { result }),
    (error: unknown) => Object.assign(after, { error }),
  );
  coreContext.state = "postInvocationHooks";
  await runHooks("postInvocation", after);
  coreContext.state = undefined;

  const { error, result }: { error: unknown; result: unknown } = after;
  if (error !== undefined && error !== null) throw error;
  return { result, response: await model.getResponse(context, result) };
}

const newTraceparent = (): string =>
  `00-${randomBytes(16).toString("hex")}-${randomBytes(8).toString("hex")}-01`;

/** The name of the one binding that starts the function. */
function triggerName({ bindings }: RegisteredFunction): string {
  return Object.keys(bindings).find((name) => isTrigger(bindings[name]?.type ?? "")) ?? "";
}

export const isTrigger = (type: string): boolean => /trigger$/i.test(type);

async function withTimeout<T>(running: Promise<T>, timeoutMs: number): Promise<T> {
  // setTimeout takes a longer wait for none at all.
  if (timeoutMs > 2 ** 31 - 1) return running;
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within functionTimeout, ${timeoutMs / 1000} s`));
    }, timeoutMs);
  });
  return Promise.race([running, expired]).finally(() => clearTimeout(timer));
}
