/** What to ask of the service beside the picture. */
export interface Options {
  /** Maximum number of labels. */
  readonly topK: number;
  /** Lowest score of a label, 0 to 1. */
  readonly threshold: number;
  /** Name of a head; empty for the model's own labels. */
  readonly head: string;
  /** Whether the picture goes through the queue. */
  readonly background: boolean;
}

/** What the service does when it is not told otherwise. */
export const defaults: Options = { topK: 5, threshold: 0, head: "", background: false };

/** The query of a request to `classify`; options that have their default are left out. */
export function toQuery({ topK, threshold, head, background }: Options): string {
  const query = new URLSearchParams();
  if (topK !== defaults.topK) query.set("top_k", String(topK));
  if (threshold !== defaults.threshold) query.set("threshold", String(threshold));
  if (head !== defaults.head) query.set("head", head);
  if (background) query.set("async", "true");
  return query.size > 0 ? `?${query}` : "";
}
