import { quantity } from "./quantity.js";
import type { DatasetReport, KnownPicture, Problem } from "./report.js";

/** Unknown labels that are named; the others are counted. */
const MOST_LABELS = 20;

/** Says how many pictures are left out, for which reasons, and which labels the model does not know. */
export function leftOut({ pictures, problems, counts }: DatasetReport<KnownPicture>): string[] {
  if (problems.length === 0) return [];
  const all = quantity(pictures.length + problems.length, "picture");
  const are = problems.length === 1 ? "is" : "are";
  const reasons = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`);
  return [
    `${problems.length} of ${all} ${are} left out: ${reasons.join(", ")}.`,
    ...unknownLabels(problems),
  ];
}

/** Says once for each label how many pictures have it; the label of the most pictures comes first. */
export function unknownLabels(problems: readonly Problem[]): string[] {
  const counts = new Map<string, number>();
  for (const label of problems.flatMap((problem) => problem.unknownLabels ?? [])) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  if (counts.size === 0) return [];
  const named = [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, MOST_LABELS)
    .map(([label, count]) => `${label} (${quantity(count, "picture")})`);
  const more = counts.size > MOST_LABELS ? [`and ${counts.size - MOST_LABELS} more`] : [];
  const labels = counts.size === 1 ? "label" : "labels";
  return [`The model does not know the ${labels} ${[...named, ...more].join(", ")}.`];
}
