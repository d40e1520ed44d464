import { ClassifierError } from "../../errors.js";
import type { TrainingKind } from "../../storage/trainingTable.js";

/** The results of a job, as the API calls them: what they are, and where they are among its blobs. */
const files = {
  "report.html": { type: "text/html; charset=utf-8", path: "report.html" },
  "metrics.json": { type: "application/json", path: "metrics.json" },
  "README.md": { type: "text/markdown; charset=utf-8", path: "README.md" },
  "confusion_matrix.json": { type: "application/json", path: "artifacts/confusion_matrix" },
  "accuracy_table.json": { type: "application/json", path: "artifacts/accuracy_table" },
} as const;

export type ResultFile = keyof typeof files;

const shared = ["report.html", "metrics.json"] as const;

/** What is answered about each kind of job. */
export const resultFiles = {
  training: [...shared, "README.md"],
  evaluation: [...shared, "confusion_matrix.json", "accuracy_table.json"],
} as const satisfies Record<TrainingKind, readonly ResultFile[]>;

/**
 * The result that the path names, and its content type.
 *
 * @throws ClassifierError `NotFound`
 */
export function toResultFile(
  kind: TrainingKind,
  name: string,
): { readonly path: string; readonly type: string } {
  const known: readonly ResultFile[] = resultFiles[kind];
  const file = known.find((file) => file === name);
  if (file) return files[file];
  const detail = `No ${kind} has a file ${name}. Use ${known.join(", ")}.`;
  throw new ClassifierError("NotFound", detail);
}
