import { accuracyTable, confusionMatrixArtifact, MOST_ARTIFACT_LABELS } from "./artifacts.js";
import type { Evaluation } from "./evaluate.js";
import { toMistakes, type Thumbnails } from "./mistakes.js";
import type { Heading } from "./reportPage.js";

/**
 * Makes the files of an evaluation: those of Azure ML's component (`metrics.json`, `artifacts/`), the
 * worst mistakes, and `report.html` for people. As in Azure ML, only pictures with one label each get
 * artifacts.
 *
 * @param thumbnails of the pictures that the report shows
 * @returns the content of each file by its path
 */
export async function evaluationFiles(
  evaluation: Evaluation,
  heading: Heading,
  thumbnails: Thumbnails,
): Promise<Map<string, Uint8Array>> {
  const { metrics, scored, task } = evaluation;
  // Loaded when needed: the page brings a library of charts.
  const { toReportPage } = await import("./reportPage.js");
  const texts: Record<string, string> = {
    "metrics.json": `${JSON.stringify(metrics, undefined, 2)}\n`,
    "mistakes.json": JSON.stringify(toMistakes(evaluation, thumbnails)),
    "report.html": toReportPage(evaluation, heading, thumbnails),
  };
  if (task === "single-label" && scored.labels.length <= MOST_ARTIFACT_LABELS) {
    texts["artifacts/confusion_matrix"] = JSON.stringify(confusionMatrixArtifact(scored));
    texts["artifacts/accuracy_table"] = JSON.stringify(accuracyTable(scored));
  }
  return new Map(Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]));
}
