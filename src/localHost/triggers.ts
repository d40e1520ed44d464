import { ClassifierError } from "../errors.js";
import type { Binding, RegisteredFunction } from "./functionsCore.js";
import { isTrigger } from "./invoke.js";

/** A function of the app with the one binding that starts it. */
export interface TriggeredFunction {
  readonly definition: RegisteredFunction;
  readonly trigger: Binding;
}

const supported = new Set(["in httpTrigger", "in queueTrigger", "in blobTrigger", "out queue"]);

/**
 * @throws ClassifierError InvalidSetting that names the function and the binding where the local
 *   host does not support it
 */
export function toTriggered(definition: RegisteredFunction): TriggeredFunction {
  const { name, bindings } = definition;
  for (const [bindingName, { type, direction }] of Object.entries(bindings)) {
    const isHttpAnswer = type === "http" && bindingName === "$return";
    if (isHttpAnswer || supported.has(`${direction} ${type}`)) continue;
    const binding = `${direction === "out" ? "an output" : "a binding"} of type "${type}"`;
    throw invalid(`The function "${name}" has ${binding}, which the local host does not support.`);
  }
  const trigger = Object.values(bindings).find(({ type }) => isTrigger(type));
  if (!trigger) throw invalid(`The function "${name}" has no trigger.`);
  return { definition, trigger };
}

const invalid = (detail: string): ClassifierError => new ClassifierError("InvalidSetting", detail);
