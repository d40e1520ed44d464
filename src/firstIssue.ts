import type { z } from "zod";

/**
 * The first thing that a schema has against a value, with its place: `params.top_k: …`.
 *
 * @param whole what the value itself is called
 */
export function firstIssue({ issues: [issue] }: z.ZodError, whole = "the body"): string {
  return `${issue?.path.join(".") || whole}: ${issue?.message}`;
}
