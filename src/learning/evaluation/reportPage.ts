import { confusionMatrix } from "./artifacts.js";
import { calibration } from "./calibration.js";
import type { Evaluation } from "./evaluate.js";
import { givenLabels } from "./givenLabels.js";
import { escapeHtml, percent, table } from "./html.js";
import { toMistakes, type Thumbnails } from "./mistakes.js";
import { perLabelRows, withoutPictures } from "./perLabel.js";
import { calibrationPlot, confusionPlot, curvesPlot, MOST_PLOTTED_LABELS } from "./plots.js";
import { curves } from "./ranking.js";
import { quantity } from "../dataset/quantity.js";
import { reportStyle } from "./reportStyle.js";

/** What the page says before any figure. */
export interface Heading {
  /** What is measured, and on which pictures. */
  readonly title: string;
  /** Name and version of the model. */
  readonly model: string;
  /** Sentences that one must know to understand the figures. */
  readonly notes: readonly string[];
}

/** Writes one self-contained page about an evaluation, for people. */
export function toReportPage(
  evaluation: Evaluation,
  { title, model, notes }: Heading,
  thumbnails: Thumbnails,
): string {
  const { task, pictures, scored, metrics, isRight } = evaluation;
  const right = isRight.filter(Boolean).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(model)}, ${task}, ${quantity(pictures.length, "picture")}, ${quantity(scored.labels.length, "label")},
${new Date().toISOString().slice(0, 10)}</p>
${paragraphs([...notes, ...aboutMeans(evaluation)])}
<ul class="cards">${cards(evaluation, right)}</ul>
</header>
<main>
${plots(evaluation)}
<section><h2>Labels</h2>
${table(["label", "pictures", "precision", "recall", "F1", "AUC", "average precision"], perLabelRows(evaluation))}
</section>
<section><h2>The worst mistakes</h2>
<p>${right} of ${pictures.length} pictures are labelled right. These are not, the most confident first.
The parts that stay bright in a second picture spoke for the first label that the picture was taken for.</p>
<ul class="mistakes">${mistakes(evaluation, thumbnails)}</ul>
</section>
<section class="metrics"><h2>All metrics</h2>
${table(
  ["metric", "value"],
  Object.entries(metrics).map(([name, value]) => [
    name,
    value === null ? "–" : value.toPrecision(6),
  ]),
)}
</section>
</main>
</body>
</html>
`;
}

function paragraphs(sentences: readonly string[]): string {
  return sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join("\n");
}

/** Explains means that are lower than those of the labels that the pictures have. */
function aboutMeans(evaluation: Evaluation): string[] {
  const count = withoutPictures(evaluation);
  if (count === 0) return [];
  const which =
    evaluation.task === "multi-label" ? "no picture has" : "the model gave and no picture has";
  return [
    `Means of precision, recall and F1 include ${quantity(count, "label")} that ${which}, as 0, like scikit-learn.`,
  ];
}

/** The figures to see first. One that is not known has no card. */
function cards({ metrics, task, threshold, pictures }: Evaluation, right: number): string {
  const card = (value: string | undefined, name: string): string =>
    value === undefined ? "" : `<li><strong>${value}</strong><span>${name}</span></li>`;
  const share = (name: string): string | undefined => {
    const value = metrics[name] ?? undefined;
    return value === undefined ? undefined : percent(value);
  };
  return [
    card(share("accuracy"), task === "multi-label" ? `exactly right at ${threshold}` : "accuracy"),
    card(share("f1_score_macro"), "F1, mean of labels"),
    card(share("AUC_macro"), "AUC, mean of labels"),
    task === "multi-label"
      ? card(share("iou"), "intersection over union")
      : card(share("expected_calibration_error"), "calibration error"),
    card(`${right} of ${pictures.length}`, "pictures right"),
    card(metrics["pictures_per_second"]?.toFixed(1), "pictures per second"),
  ].join("");
}

function plots({ scored, task, isRight, threshold }: Evaluation): string {
  const { labels, scores, truth } = scored;
  if (labels.length > MOST_PLOTTED_LABELS) {
    return `<p>Curves and the matrix are left out: they cannot be read for ${labels.length} labels.</p>`;
  }
  const lines = labels.map((name, label) => ({
    name,
    ...curves(
      scores.map((row) => row[label] ?? 0),
      (picture) => truth[picture]?.includes(label) ?? false,
    ),
  }));
  const confidences = scores.map((row) =>
    Math.max(...givenLabels(row, "single-label", threshold).map((label) => row[label] ?? 0)),
  );
  const drawn = [
    ...(task === "single-label" ? [confusionPlot(labels, confusionMatrix(scored))] : []),
    curvesPlot(
      "Precision and recall",
      ["recall", "precision"],
      lines.map(({ name, precisionRecall }) => ({ name, points: precisionRecall })),
    ),
    curvesPlot(
      "ROC",
      ["false positive rate", "true positive rate"],
      lines.map(({ name, roc }) => ({ name, points: roc })),
    ),
    ...(task === "single-label" ? [calibrationPlot(calibration(confidences, [...isRight]))] : []),
  ];
  return `<section class="plots">${drawn.join("\n")}</section>`;
}

/** Shows the wrong pictures with the highest scores, and why they were taken for what they are not. */
function mistakes(evaluation: Evaluation, thumbnails: Thumbnails): string {
  const items = toMistakes(evaluation, thumbnails).map(({ name, labels, given, ...files }) => {
    const taken = given.map(({ label, score }) => `${label} ${percent(score)}`);
    const why = `The bright parts spoke for ${given[0]?.label ?? ""}`;
    return `<li><div>${picture(files.thumbnail, "")}${picture(files.why, why)}</div>
<b>${escapeHtml(taken.join(", ") || "no label")}</b>
<span>is ${escapeHtml(labels.join(", "))}</span><small>${escapeHtml(name)}</small></li>`;
  });
  return items.join("\n");
}

/** @param base64 of a JPEG file; empty for none */
function picture(base64: string, alt: string): string {
  const source = `data:image/jpeg;base64,${base64}`;
  return base64 === "" ? "" : `<img alt="${escapeHtml(alt)}" src="${source}">`;
}
