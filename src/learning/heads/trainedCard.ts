import type { DatasetReport, KnownPicture } from "../dataset/report.js";
import type { ModelFolder } from "../../inference/modelFolder.js";
import type { HeadOptions } from "./fitHead.js";
import type { HoldOut } from "./heldOut.js";
import type { Trained } from "./train.js";

/** A training and its result, as card and report tell of it. */
export interface Training {
  readonly name: string;
  readonly parent: Pick<ModelFolder, "name" | "version">;
  /** The data set's name. */
  readonly data: string;
  readonly report: DatasetReport<KnownPicture>;
  readonly options: HeadOptions & { readonly views: number };
  readonly holdOut: HoldOut["kind"];
  /** Which pictures the figures were measured on, in words. */
  readonly split: string;
  readonly seconds: number;
  readonly trained: Trained;
}

/** What differs between the cards of heads and of whole models. */
interface CardFiles {
  /** Path of the report beside the card. */
  readonly report: string;
  /** SHA-256 of `model.onnx`; a head has no such file. */
  readonly modelSha256?: string;
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
  "expected_calibration_error_before",
];

/** Writes the README.md of a fine-tuned model folder or of a head. */
export function toTrainedCard(training: Training, files: CardFiles): string {
  const { name, parent, data, report, options, split, trained } = training;
  const { labels, strength, figures, temperature } = trained;
  const { metrics } = trained.evaluation;
  const ofLabels = labels.map((label, i) => {
    const count = report.pictures.filter((picture) => picture.labels.includes(label)).length;
    return `| ${label.replaceAll("|", "\\|")} | ${count} | ${toText(trained.thresholds[i])} |`;
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
    `\`${files.report}\` shows it all.`,
    "",
    "## Data",
    "",
    `${data}: ${report.pictures.length} pictures` +
      (left.length > 0
        ? `; left out: ${left.map(([reason, count]) => `${count} ${reason}`).join(", ")}.`
        : "."),
    "",
    `The last column is the score from which a label is sure (\`?unsure=true\`): ${aboutThresholds(options)}.`,
    "",
    "| Label | Pictures | Sure from |",
    "|---|---|---|",
    ...ofLabels,
    "",
    "## Training",
    "",
    ...table([
      ["Parent", `${parent.name}, version ${parent.version}`],
      [
        "Strength C",
        `${strength.toPrecision(4)}${figures.length > 0 ? ", chosen by 5-fold cross-validation" : ""}`,
      ],
      ["Temperature", temperature.toFixed(3)],
      ["Augmented views of each picture", String(options.views)],
      ["Class weights", options.balanced ? "balanced" : "none"],
      ["Label smoothing", String(options.labelSmoothing)],
      ["Seed", String(options.seed)],
      ["Time", `${training.seconds.toFixed(0)} s`],
      ...(files.modelSha256 === undefined
        ? []
        : [["SHA-256 of `model.onnx`", `\`${files.modelSha256}\``] as const]),
    ]),
    "",
  ].join("\n");
}

function toText(threshold = Number.POSITIVE_INFINITY): string {
  return Number.isFinite(threshold) ? threshold.toFixed(4) : "never";
}

function aboutThresholds({ precision }: HeadOptions): string {
  return precision === undefined
    ? "there F1 was best; never, if the head did not give the label rightly to any held-out picture"
    : `from there ${precision} or more of its held-out pictures were right; never, if no score reached that`;
}
