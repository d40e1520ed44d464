import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accuracyTable, confusionMatrixArtifact, MOST_ARTIFACT_LABELS } from "./artifacts.js";
import type { Evaluation } from "./evaluate.js";
import type { Predictions } from "./predictions.js";
import { toReport } from "./report.js";

/**
 * Writes an evaluation as Azure ML's component does (`metrics.json`, `artifacts/`), and `report.html`
 * for people. Artifacts are for pictures with one label each, as in Azure ML's AutoML for images.
 *
 * @param data what the report calls the pictures
 */
export async function writeEvaluation(
  evaluation: Evaluation,
  data: string,
  folder: string,
): Promise<void> {
  const { metrics, predictions, task } = evaluation;
  await mkdir(folder, { recursive: true });
  if (task === "single-label" && predictions.labels.length <= MOST_ARTIFACT_LABELS) {
    await writeArtifacts(predictions, join(folder, "artifacts"));
  }
  await writeFile(join(folder, "metrics.json"), `${JSON.stringify(metrics, undefined, 2)}\n`);
  await writeFile(join(folder, "report.html"), await toReport(evaluation, data));
}

async function writeArtifacts(predictions: Predictions, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const artifacts = {
    confusion_matrix: confusionMatrixArtifact(predictions),
    accuracy_table: accuracyTable(predictions),
  };
  for (const [name, artifact] of Object.entries(artifacts)) {
    await writeFile(join(folder, name), JSON.stringify(artifact));
  }
}
