import type { Subscription } from "../storage/subscriptions.js";

/** What a filter is held against. */
export interface Happening {
  readonly kind: Subscription["kind"];
  readonly container: string;
  /** Path of the blob, or the prefix of a batch. */
  readonly path: string;
  readonly outcome: NonNullable<Subscription["outcome"]>;
  /** Of a picture: its best label. */
  readonly topLabel?: string | undefined;
  readonly topScore?: number | undefined;
}

/** Whether a subscription asks for this. */
export function matches(subscription: Subscription, happening: Happening): boolean {
  const { kind, container, prefix = "", outcome, label, minScore } = subscription;
  return (
    kind === happening.kind &&
    (container === undefined || container === happening.container) &&
    happening.path.startsWith(prefix) &&
    (outcome === undefined || outcome === happening.outcome) &&
    (label === undefined || label === happening.topLabel) &&
    (minScore === undefined || (happening.topScore ?? -Infinity) >= minScore)
  );
}
