/**
 * The `@azure/functions-core` module: what Azure's Node worker gives to the `@azure/functions`
 * library at run time, and no package registry holds. The worker answers `require` with it, and so
 * does this, because the library asks once only and remembers a failure for good.
 *
 * Source: Azure/azure-functions-nodejs-worker, `setupCoreModule` and `coreApi`.
 */

import Module from "node:module";
import { consoleLog, type LogLevel } from "./log.js";

/** One value in the worker protocol; exactly one property is set. */
export interface TypedData {
  string?: string;
  json?: string;
  bytes?: Uint8Array;
  int?: number;
  http?: object;
  /** Says where the content is instead of carrying it (deferred binding). */
  modelBindingData?: {
    version: string;
    source: string;
    contentType: string;
    content: Buffer;
  };
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
  readonly schedule?: string;
  /** `supportsDeferredBinding` is "true" where the app asked for `sdkBinding`. */
  readonly properties?: Readonly<Record<string, string>>;
}

export interface RegisteredFunction {
  readonly name: string;
  readonly bindings: Readonly<Record<string, Binding>>;
  /** A retry policy. */
  readonly retryOptions?: unknown;
  readonly handler: FunctionCallback;
}

export type FunctionCallback = (...args: unknown[]) => unknown;

/** What the library needs to know of one invocation. */
export interface CoreInvocationContext {
  readonly invocationId: string;
  readonly request: {
    readonly invocationId: string;
    readonly inputData: readonly { readonly name: string; readonly data: TypedData }[];
    readonly triggerMetadata: Readonly<Record<string, TypedData>>;
    /** The trace that the invocation belongs to (W3C Trace Context). */
    readonly traceContext: { readonly traceParent: string };
  };
  readonly metadata: Pick<RegisteredFunction, "name" | "bindings">;
  state?: "preInvocationHooks" | "invocation" | undefined;
  log(level: LogLevel, category: "user" | "system", message: string): void;
}

interface InvocationModel {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], handler: FunctionCallback): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<unknown>;
}

export interface ProgrammingModel {
  getInvocationModel(context: CoreInvocationContext): InvocationModel | Promise<InvocationModel>;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

type Hook = (context: object) => unknown;

/** What the app registered. The library and so the app load once per process, hence one core. */
export const core = {
  functions: new Map<string, RegisteredFunction>(),
  /** The hooks that this app and its telemetry register. */
  hooks: { appTerminate: new Set<Hook>(), preInvocation: new Set<Hook>() },
  /** Shared by all hooks of the app. */
  appHookData: {},
  programmingModel: undefined as ProgrammingModel | undefined,
  started: false,
};

interface Disposable {
  dispose(): void;
}

const coreModule = {
  version: "3.12.0",
  hostVersion: "4.1041.0",
  registerHook(name: string, hook: Hook): Disposable {
    if (name !== "appTerminate" && name !== "preInvocation") {
      throw new RangeError(`The local host does not run "${name}" hooks.`);
    }
    const hooks = core.hooks[name].add(hook);
    return { dispose: () => void hooks.delete(hook) };
  },
  setProgrammingModel(model: ProgrammingModel): void {
    core.programmingModel = model;
  },
  getProgrammingModel: (): ProgrammingModel | undefined => core.programmingModel,
  log(level: LogLevel, category: string, message: string): void {
    // What the library notes for Azure's own people; in Azure nobody else sees it.
    if (category === "system" && level === "information") return;
    consoleLog(level, message);
  },
  registerFunction(
    metadata: Omit<RegisteredFunction, "handler">,
    handler: FunctionCallback,
  ): Disposable {
    const { name } = metadata;
    if (core.started) throw new Error("A function can only be registered during app startup.");
    if (core.functions.has(name)) throw new Error(`Two functions are named "${name}".`);
    core.functions.set(name, { ...metadata, handler });
    return { dispose: () => void core.functions.delete(name) };
  },
};

/** Awaits the app's hooks of one kind in the order of their registration. */
export async function runHooks(name: keyof typeof core.hooks, context: object): Promise<void> {
  for (const hook of core.hooks[name]) await hook(context);
}

/** Makes `require("@azure/functions-core")` work in this process. */
export function installFunctionsCore(): void {
  const prototype: { require: (id: string) => unknown } = Module.prototype;
  prototype.require = new Proxy(prototype.require, {
    apply: (original, module, [id]: [string]): unknown =>
      id === "@azure/functions-core" ? coreModule : Reflect.apply(original, module, [id]),
  });
}
