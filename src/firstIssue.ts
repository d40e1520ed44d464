import { z } from "zod";
import { toPhrase } from "./issuePhrase.js";

// All schemas describe problems in the words of this service. A schema's own `error` goes first.
z.config({ customError: toPhrase });

/**
 * The first problem that a schema finds in a value, as a sentence: `params.top_k must be …`.
 *
 * @param whole name of the value itself, for problems without a path
 */
export function firstIssue({ issues: [issue] }: z.ZodError, whole = "The body"): string {
  if (!issue) return `${whole} is not valid.`;
  const { path, code, message } = closest(issue);
  const name = toPathText(path) || whole;
  return code === "custom" ? `${name}: ${message}` : `${name} ${message}.`;
}

/** Of the forms of a union, the one that the value comes closest to: it fails deepest. */
function closest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const [best] = issue.errors
    .flatMap(([first]) => (first ? [closest(first)] : []))
    .toSorted((a, b) => nearness(b) - nearness(a));
  return best ? { ...best, path: [...issue.path, ...best.path] } : issue;
}

/** At the same depth, a value of the right type is closer than one of a wrong type or none. */
function nearness({ path, code }: z.core.$ZodIssue): number {
  return 2 * path.length + (code === "invalid_type" ? 0 : 1);
}

/** `["input_data", 1, "$content"]` → `input_data[1].$content` */
function toPathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "");
}
