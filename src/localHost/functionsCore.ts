/**
 * The `@azure/functions-core` module: what Azure's Node worker gives to the `@azure/functions`
 * library at run time, and no package registry holds. The worker answers `require` with it, and so
 * does this, because the library asks once only and remembers a failure for good.
 *
 * Source: Azure/azure-functions-nodejs-worker, `setupCoreModule` and `coreApi`.
 */

import Module from "node:module";
import { consoleLog, type Log, type LogLevel } from "./log.js";

/** One value in the worker protocol; exactly one property is set. */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  double?: number;
  http?: unknown;
}

export interface Binding {
  readonly type: string;
  readonly direction: "in" | "out";
  /** The name of the setting that holds a connection string. */
  readonly connection?: string;
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly authLevel?: string;
  readonly queueName?: string;
  readonly path?: string;
  readonly source?: string;
}

export interface RegisteredFunction {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  readonly handler: FunctionCallback;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

export interface InvocationRequest {
  readonly invocationId: string;
  readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
  readonly triggerMetadata: Readonly<Record<string, TypedData>>;
  /** The trace that the invocation belongs to (W3C Trace Context). */
  readonly traceContext: { readonly traceParent: string };
}

export interface InvocationResponse {
  readonly returnValue?: TypedData | null;
  readonly outputData?: readonly { readonly name: string; readonly data: TypedData }[];
}

/** What the library needs to know of one invocation. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: InvocationRequest;
  readonly metadata: {
    readonly name: string;
    readonly bindings: Readonly<Record<string, Binding>>;
  };
  state?: "preInvocationHooks" | "invocation" | "postInvocationHooks" | undefined;
  log(level: LogLevel, category: "user" | "system", message: string): void;
}

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<InvocationResponse>;
}

export interface ProgrammingModel {
  readonly name: string;
  readonly version: string;
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities?(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

const hookNames = ["appStart", "appTerminate", "preInvocation", "postInvocation", "log"] as const;
export type HookName = (typeof hookNames)[number];
type Hook = (context: object) => unknown;

/** What the app registered. The library and so the app load once per process, hence one core. */
interface FunctionsCore {
  readonly functions: Map<string, RegisteredFunction>;
  readonly hooks: Record<HookName, Hook[]>;
  /** Shared by all hooks of the app. */
  readonly appHookData: object;
  programmingModel: ProgrammingModel | undefined;
  started: boolean;
}

export const core: FunctionsCore = {
  functions: new Map(),
  hooks: { appStart: [], appTerminate: [], preInvocation: [], postInvocation: [], log: [] },
  appHookData: {},
  programmingModel: undefined,
  started: false,
};

class Disposable {
  readonly #dispose: () => void;
  constructor(dispose: () => void) {
    this.#dispose = dispose;
  }
  dispose(): void {
    this.#dispose();
  }
}

const coreModule = {
  version: "3.12.0",
  hostVersion: "4.1041.0",
  Disposable,
  registerHook(name: string, hook: Hook): Disposable {
    const known = hookNames.find((known) => known === name);
    // The library recognises a host without this hook by the RangeError.
    if (!known) throw new RangeError(`Unrecognized hook "${name}"`);
    core.hooks[known].push(hook);
    return new Disposable(() => {
      core.hooks[known] = core.hooks[known].filter((other) => other !== hook);
    });
  },
  setProgrammingModel(model: ProgrammingModel): void {
    core.programmingModel = model;
  },
  getProgrammingModel: (): ProgrammingModel | undefined => core.programmingModel,
  log(level: LogLevel, category: string, message: string): void {
    writeLog(level, category, message, consoleLog);
  },
  registerFunction(
    metadata: Pick<RegisteredFunction, "name" | "bindings">,
    handler: FunctionCallback,
  ): Disposable {
    const { name, bindings } = metadata;
    if (core.started) throw new Error("A function can only be registered during app startup.");
    if (core.functions.has(name)) throw new Error(`Two functions are named "${name}".`);
    core.functions.set(name, { name, bindings, handler });
    return new Disposable(() => core.functions.delete(name));
  },
};

/** Runs the app's log hooks, which may change level and message, then writes the line. */
export function writeLog(
  level: LogLevel,
  category: string,
  message: string,
  write: Log,
  invocationContext?: unknown,
): void {
  const entry = {
    hookData: {},
    appHookData: core.appHookData,
    level,
    message,
    category,
    invocationContext,
  };
  for (const hook of core.hooks.log) hook(entry);
  write(entry.level, entry.message);
}

/** Awaits the app's hooks of one kind in the order of their registration. */
export async function runHooks(name: HookName, context: object): Promise<void> {
  for (const hook of core.hooks[name]) await hook(context);
}

let installed = false;

/** Makes `require("@azure/functions-core")` work in this process; a second call changes nothing. */
export function installFunctionsCore(): void {
  if (installed) return;
  installed = true;
  const prototype: { require: (id: string) => unknown } = Module.prototype;
  prototype.require = new Proxy(prototype.require, {
    apply: (original, module, [id]: [string]): unknown =>
      id === "@azure/functions-core" ? coreModule : Reflect.apply(original, module, [id]),
  });
}
