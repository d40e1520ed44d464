/** `%SETTING%` and `{parameter}` in the options of a binding. */

import { ClassifierError } from "../errors.js";

/** @throws ClassifierError InvalidSetting that names the setting that is not set */
export function resolveSettings(text: string): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = process.env[name];
    if (value === undefined)
      throw invalid(`The setting ${name}, which "${text}" needs, is not set.`);
    return value;
  });
}

/**
 * @param data the trigger's binding data; names are compared without regard to case
 * @throws ClassifierError InvalidSetting that names the parameter that the trigger does not have
 */
export function resolveParameters(text: string, data: ReadonlyMap<string, string>): string {
  return text.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = data.get(name.toLowerCase());
    if (value === undefined) throw invalid(`The trigger has no "${name}", which "${text}" needs.`);
    return value;
  });
}

/**
 * The storage connection string that a binding's `connection` names, which may leave out the prefix
 * "AzureWebJobs".
 *
 * @throws ClassifierError InvalidSetting when the setting is not there
 */
export function connectionString(connection: string | undefined): string {
  const name = connection || "AzureWebJobsStorage";
  const value = process.env[name] ?? process.env[`AzureWebJobs${name}`];
  if (value) return value;
  throw invalid(`The setting ${name} must be a storage connection string, but it is not set.`);
}

const invalid = (detail: string): ClassifierError => new ClassifierError("InvalidSetting", detail);
