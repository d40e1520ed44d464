import { ClassifierError } from "../../errors.js";
import type { TrainingKind } from "../../storage/trainingTable.js";

/** The results of a job, as the API calls them: what they are, and where they are among its blobs. */
const files = {
  "report.html": { type: "text/html; charset=utf-8", path: "report.html" },
  "metrics.json": { type: "application/json", path: "metrics.json" },
  "mistakes.json": { type: "application/json", path: "mistakes.json" },
  "README.md": { type: "text/markdown; charset=utf-8", path: "README.md" },
  "confusion_matrix.json": { type: "application/json", path: "artifacts/confusion_matrix" },
  "accuracy_table.json": { type: "application/json", path: "artifacts/accuracy_table" },
} as const;

export type ResultFile = keyof typeof files;

const shared = ["report.html", "metrics.json", "mistakes.json", "confusion_matrix.json"] as const;

/** What is answered about each kind of job. */
export const resultFiles = {
  training: [...shared, "README.md"],
  evaluation: [...shared, "accuracy_table.json"],
} as const satisfies Record<TrainingKind, readonly ResultFile[]>;

/** A report has styles and pictures of its own, and neither scripts nor links. */
const guards = {
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
  "x-content-type-options": "nosniff",
};

/**
 * The result that the path names, and the headers of the answer.
 *
 * @throws ClassifierError `NotFound`
 */
export function toResultFile(
  kind: TrainingKind,
  name: string,
): { readonly path: string; readonly headers: Readonly<Record<string, string>> } {
  const known: readonly ResultFile[] = resultFiles[kind];
  const file = known.find((file) => file === name);
  if (file) {
    const { path, type } = files[file];
    return { path, headers: { ...guards, "content-type": type } };
  }
  const detail = `No ${kind} has a file ${name}. Use ${known.join(", ")}.`;
  throw new ClassifierError("NotFound", detail);
}
