import type { z } from "zod";

/**
 * The first problem that a schema finds in a value, after its path: `params.top_k: …`.
 *
 * @param whole name of the value itself, for problems without a path
 */
export function firstIssue({ issues: [issue] }: z.ZodError, whole = "the body"): string {
  return `${issue?.path.join(".") || whole}: ${issue?.message}`;
}
