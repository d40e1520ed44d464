import { ClassifierError } from "../errors.js";
import type { Binding, RegisteredFunction } from "./functionsCore.js";

/** A function of the app with the one binding that starts it. */
export interface TriggeredFunction extends RegisteredFunction {
  readonly triggerName: string;
  readonly trigger: Binding;
}

const triggers = new Set(["httpTrigger", "queueTrigger", "blobTrigger", "timerTrigger"]);

/**
 * @throws ClassifierError InvalidSetting that names the function and what of it the local host does
 *   not support
 */
export function toTriggered(definition: RegisteredFunction): TriggeredFunction {
  const { name, bindings, retryOptions } = definition;
  const refuse = (what: string): ClassifierError => notSupported(name, what);
  if (retryOptions) throw refuse("a retry policy");
  let found: TriggeredFunction | undefined;
  for (const [bindingName, binding] of Object.entries(bindings)) {
    const { type, direction } = binding;
    if (direction === "out" && type === "http" && bindingName === "$return") continue;
    if (direction === "out") throw refuse(`an output of type "${type}"`);
    if (!triggers.has(type)) throw refuse(`a binding of type "${type}"`);
    const { connection = storageSetting, queueName, path, route } = binding;
    if (connection !== storageSetting) throw refuse(`the connection "${connection}"`);
    const expression = [queueName, path, route].find((text) => text?.includes("%"));
    if (expression) throw refuse(`the binding expression "${expression}"`);
    found = { ...definition, triggerName: bindingName, trigger: binding };
  }
  if (!found) throw refuse("no trigger");
  return found;
}

/** The setting with the one storage account that all triggers share. */
export const storageSetting = "AzureWebJobsStorage";

export function notSupported(functionName: string, what: string): ClassifierError {
  const detail = `The function "${functionName}" has ${what}, which the local host does not support.`;
  return new ClassifierError("InvalidSetting", detail);
}
