import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accuracyTable, confusionMatrixArtifact, MOST_ARTIFACT_LABELS } from "./artifacts.js";
import type { Evaluation } from "./evaluate.js";
import type { Heading } from "./reportPage.js";
import type { ScoredPictures } from "./scoredPictures.js";

/**
 * Writes an evaluation as Azure ML's component does (`metrics.json`, `artifacts/`), and `report.html`
 * for people. As in Azure ML, only pictures with one label each get artifacts.
 */
export async function writeEvaluation(
  evaluation: Evaluation,
  heading: Heading,
  folder: string,
): Promise<void> {
  const { metrics, scored, task } = evaluation;
  await mkdir(folder, { recursive: true });
  if (task === "single-label" && scored.labels.length <= MOST_ARTIFACT_LABELS) {
    await writeArtifacts(scored, join(folder, "artifacts"));
  }
  await writeFile(join(folder, "metrics.json"), `${JSON.stringify(metrics, undefined, 2)}\n`);
  // Loaded when needed: the page brings a library of charts.
  const { toReportPage } = await import("./reportPage.js");
  await writeFile(join(folder, "report.html"), await toReportPage(evaluation, heading));
}

async function writeArtifacts(scored: ScoredPictures, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const artifacts = {
    confusion_matrix: confusionMatrixArtifact(scored),
    accuracy_table: accuracyTable(scored),
  };
  for (const [name, artifact] of Object.entries(artifacts)) {
    await writeFile(join(folder, name), JSON.stringify(artifact));
  }
}
