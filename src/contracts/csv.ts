import type { LabelScore } from "../labels/rank.js";

/** One line of a CSV file (RFC 4180). */
export function toCsvLine(values: readonly (string | number)[]): string {
  return `${values.map(toField).join(",")}\r\n`;
}

/** Quotes a field if needed. An apostrophe keeps spreadsheets from running a text as a formula. */
function toField(value: string | number): string {
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The columns of the best labels: `label,score,label_2,score_2,…`. */
export function labelColumns(topK: number): string[] {
  const pairs = Array.from({ length: topK - 1 }, (_, i) => [`label_${i + 2}`, `score_${i + 2}`]);
  return ["label", "score", ...pairs.flat()];
}

/** The fields for {@link labelColumns}; empty where there are fewer labels. */
export function toLabelFields(labels: readonly LabelScore[], topK: number): (string | number)[] {
  return Array.from({ length: topK }, (_, i) => [
    labels[i]?.label ?? "",
    labels[i]?.score ?? "",
  ]).flat();
}
