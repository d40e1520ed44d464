import type { HoldOut } from "./heldOut.js";

/** Part of the pictures that is held out where nothing else is asked for. */
export const DEFAULT_FRACTION = 0.2;

/** Says which pictures measure a head. */
export function splitInWords(holdOut: Exclude<HoldOut, { kind: "given" }>): string {
  return holdOut.kind === "folds"
    ? `${holdOut.folds} stratified folds`
    : `${Math.round(100 * holdOut.fraction)} % of the pictures, stratified, which it did not see`;
}
