import type { DatasetReport } from "../dataset/report.js";
import type { Metrics } from "../evaluation/scoredPictures.js";
import type { ModelFolder } from "../../inference/modelFolder.js";
import type { FittedHead, HeadOptions } from "./fitHead.js";

/** What a model card says about a training. */
export interface Training {
  readonly name: string;
  readonly parent: ModelFolder;
  /** The data set's name. */
  readonly data: string;
  readonly report: DatasetReport;
  readonly labels: readonly string[];
  readonly options: HeadOptions & { readonly views: number };
  readonly fitted: FittedHead;
  /** Which pictures the figures were measured on, in words. */
  readonly split: string;
  readonly metrics: Metrics;
  readonly seconds: number;
}

const shownMetrics = [
  "accuracy",
  "balanced_accuracy",
  "f1_score_macro",
  "AUC_macro",
  "average_precision_score_macro",
  "iou",
  "log_loss",
  "expected_calibration_error",
];

/**
 * Writes the README.md of a fine-tuned model folder or of a head.
 *
 * @param modelSha256 SHA-256 of `model.onnx`; a head has no such file
 */
export function toTrainedCard(training: Training, modelSha256?: string): string {
  const { name, parent, data, report, labels, options, fitted, split, metrics } = training;
  const counts = labels.map((label) => {
    const count = report.pictures.filter((picture) => picture.labels.includes(label)).length;
    return `| ${label.replaceAll("|", "\\|")} | ${count} |`;
  });
  const left = Object.entries(report.counts).filter(([, count]) => count > 0);
  const table = (rows: readonly (readonly [string, string])[]): string[] => [
    "| | |",
    "|---|---|",
    ...rows.map(([key, value]) => `| ${key} | ${value} |`),
  ];
  return [
    `# ${name}`,
    "",
    `A linear ${options.task} classifier on the pooled features of ${parent.name}.`,
    "",
    "## Result",
    "",
    `Measured on ${split}:`,
    "",
    ...table(
      shownMetrics.flatMap((metric) => {
        const value = metrics[metric];
        return value === undefined || value === null ? [] : [[metric, value.toFixed(4)] as const];
      }),
    ),
    "",
    "`evaluation/report.html` shows it all.",
    "",
    "## Data",
    "",
    `${data}: ${report.pictures.length} pictures` +
      (left.length > 0
        ? `; left out: ${left.map(([reason, count]) => `${count} ${reason}`).join(", ")}.`
        : "."),
    "",
    "| Label | Pictures |",
    "|---|---|",
    ...counts,
    "",
    "## Training",
    "",
    ...table([
      ["Parent", `${parent.name}, version ${parent.version}`],
      [
        "Strength C",
        `${fitted.strength.toPrecision(4)}${fitted.figures.length > 0 ? ", chosen by 5-fold cross-validation" : ""}`,
      ],
      ["Augmented views of each picture", String(options.views)],
      ["Class weights", options.balanced ? "balanced" : "none"],
      ["Label smoothing", String(options.labelSmoothing)],
      ["Seed", String(options.seed)],
      ["Time", `${training.seconds.toFixed(0)} s`],
      ...(modelSha256 === undefined
        ? []
        : [["SHA-256 of `model.onnx`", `\`${modelSha256}\``] as const]),
    ]),
    "",
  ].join("\n");
}
