import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accuracyTable, confusionMatrixArtifact, MOST_ARTIFACT_LABELS } from "./artifacts.js";
import type { Evaluation } from "./evaluate.js";
import { toReport } from "./report.js";

/**
 * Writes an evaluation as Azure ML's component does (`metrics.json`, `artifacts/`), and `report.html`
 * for people.
 *
 * @param data what the report calls the pictures
 */
export async function writeEvaluation(
  evaluation: Evaluation,
  data: string,
  folder: string,
): Promise<void> {
  const { metrics, predictions, task } = evaluation;
  await mkdir(join(folder, "artifacts"), { recursive: true });
  const artifacts = {
    ...(task === "single-label" && { confusion_matrix: confusionMatrixArtifact }),
    accuracy_table: accuracyTable,
  };
  if (predictions.labels.length <= MOST_ARTIFACT_LABELS) {
    for (const [name, make] of Object.entries(artifacts)) {
      await writeFile(join(folder, "artifacts", name), JSON.stringify(make(predictions)));
    }
  }
  await writeFile(join(folder, "metrics.json"), `${JSON.stringify(metrics, undefined, 2)}\n`);
  await writeFile(join(folder, "report.html"), await toReport(evaluation, data));
}
