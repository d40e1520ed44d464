import type { BeitConfig } from "./beit/config.js";
import type { PrecisionOptions } from "./beit/precision.js";
import { outputNames } from "../inference/outputNames.js";

/** Where a checkpoint came from. */
export interface Origin {
  /** Repository of the hub, or folder. */
  readonly source: string;
  /** Commit of the repository. */
  readonly revision: string | undefined;
}

/** The written files. */
export interface WrittenModel {
  readonly labelCount: number;
  readonly modelSha256: string;
  readonly weightsSha256: string;
}

interface ModelCard extends Origin, WrittenModel, PrecisionOptions {
  readonly name: string;
  readonly config: BeitConfig;
}

/** Writes the README.md of an imported model folder. */
export function toModelCard(card: ModelCard): string {
  const { config, precision, keepFloat } = card;
  const rows: [string, string | number | undefined][] = [
    ["Origin", card.source],
    ["Revision", card.revision],
    ["Architecture", "BeitForImageClassification"],
    ["Size", `${config.layers} layers of ${config.hiddenSize}, ${config.heads} heads`],
    ["Labels", card.labelCount],
    ["Precision", precision],
    [
      "Kept in fp32",
      precision === "int8" && keepFloat.length > 0 ? keepFloat.join(", ") : undefined,
    ],
    ["Input", `\`pixel_values\`, float32 [batch, 3, ${config.imageSize}, ${config.imageSize}]`],
    ["Outputs", outputs(card)],
    ["SHA-256 of `model.onnx`", `\`${card.modelSha256}\``],
    ["SHA-256 of `model.onnx.data`", `\`${card.weightsSha256}\``],
  ];
  const lines = rows
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `| ${key} | ${value} |`);
  return [
    `# ${card.name}`,
    "",
    "| | |",
    "|---|---|",
    ...lines,
    "",
    "Made by",
    "",
    `    ${command(card)}`,
    "",
  ].join("\n");
}

function outputs({ config, labelCount }: ModelCard): string {
  const { features, featureMap, classMap } = outputNames;
  const [logits, vector] = [`[batch, ${labelCount}]`, `[batch, ${config.hiddenSize}]`];
  const maps = config.pooling === "mean" ? `, \`${featureMap}\`, \`${classMap}\`` : "";
  return `\`logits\`, float32 ${logits}; \`${features}\`, float32 ${vector}${maps}`;
}

function command({ source, revision, precision, keepFloat }: ModelCard): string {
  return [
    `npm run model -- import ${source}`,
    ...(revision ? [`--revision ${revision}`] : []),
    `--precision ${precision}`,
    ...(precision === "int8" ? keepFloat : []).map((pattern) => `--keep-float '${pattern}'`),
  ].join(" ");
}
