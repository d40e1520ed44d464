import { text, url } from "./command/kinds.js";
import { UsageError } from "./command/mistakes.js";
import { optional } from "./command/options.js";

/** Options of commands whose work an app can do. */
export const cloudOptions = {
  cloud: optional(
    url,
    "an app's address: it does the work, with its model, and this command waits",
  ),
  key: optional(text("KEY", "a key"), "with --cloud: its master key; or in FUNCTIONS_KEY"),
};

/**
 * Refuses options that have no meaning where the work is done.
 *
 * @param here options for work on this machine
 * @param there options for work in the cloud
 * @throws UsageError
 */
export function requireSamePlace<Values extends { readonly cloud: string | undefined }>(
  values: Values,
  here: readonly (keyof Values & string)[],
  there: readonly (keyof Values & string)[],
): void {
  const isGiven = (name: keyof Values): boolean => values[name] !== undefined;
  const wrong = (values.cloud === undefined ? there : here).find(isGiven);
  if (wrong === undefined) return;
  throw new UsageError(
    values.cloud === undefined
      ? `--${wrong} goes with --cloud`
      : `--${wrong} and --cloud exclude each other`,
  );
}
