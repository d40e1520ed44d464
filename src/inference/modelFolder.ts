import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { firstIssue } from "../firstIssue.js";
import { toPreprocessorConfig, type PreprocessorConfig } from "../image/preprocessorConfig.js";
import type { ScoreFunction } from "../labels/scores.js";
import { sha256, sha256OfBytes } from "../sha256.js";
import { readHeads, type ClassifierHead } from "./heads.js";

export type Task = "single-label" | "multi-label";

/** The content of a model folder (Hugging Face and Optimum layout), without the weights. */
export interface ModelFolder {
  /** Name of the folder. */
  readonly name: string;
  /** The first 12 hex digits of the SHA-256 of `model.onnx`. */
  readonly version: string;
  readonly onnxPath: string;
  readonly task: Task;
  /** Label names in the order of the logits. */
  readonly labels: readonly string[];
  /** Default score function, from the task. */
  readonly scoreFunction: ScoreFunction;
  /** The score from which it is sure of each label, in their order; Infinity: never. */
  readonly thresholds?: readonly number[] | undefined;
  readonly preprocessor: PreprocessorConfig;
  /** Additional classifiers on the same features, from `heads/`, by name. */
  readonly heads: ReadonlyMap<string, ClassifierHead>;
}

/** The meaning of the outputs of a classifier. */
export type LabelMeaning = Pick<ModelFolder, "labels" | "task" | "scoreFunction" | "thresholds">;

/**
 * What features and trained heads belong to: with another graph, other weights or another
 * preprocessing they mean something else.
 *
 * @returns `<version of the model>-<8 hex digits>`, usable in the name of a file or a blob
 */
export function encoderId({
  version,
  preprocessor,
}: Pick<ModelFolder, "version" | "preprocessor">): string {
  return `${version}-${sha256OfBytes(JSON.stringify(preprocessor)).slice(0, 8)}`;
}

const configSchema = z.looseObject({
  id2label: z.record(z.string().regex(/^\d+$/), z.string()),
  problem_type: z.enum(["single_label_classification", "multi_label_classification"]).nullish(),
  // Of a trained classifier; null where no score is enough.
  thresholds: z
    .array(
      z
        .number()
        .nullable()
        .transform((threshold) => threshold ?? Number.POSITIVE_INFINITY),
    )
    .optional(),
});

/**
 * Reads and checks a model folder: `model.onnx`, `config.json`, `preprocessor_config.json`, and
 * optional heads.
 *
 * @throws ClassifierError `InvalidModel`, with the file and the key
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const onnxPath = join(folder, "model.onnx");
  const [config, preprocessor, version, heads] = await Promise.all([
    readLabels(folder),
    readJson(folder, "preprocessor_config.json").then(toPreprocessorConfig),
    fileVersion(onnxPath),
    readHeads(join(folder, "heads"), readLabels),
  ]);
  return { name: basename(folder), version, onnxPath, preprocessor, heads, ...config };
}

/**
 * Reads labels and task from `config.json`.
 *
 * @throws ClassifierError `InvalidModel`
 */
export async function readLabels(folder: string): Promise<LabelMeaning> {
  return toLabels(await readJson(folder, "config.json"));
}

/**
 * Reads labels and task from the text of a `config.json`.
 *
 * @throws ClassifierError `InvalidModel`
 */
export function toLabelMeaning(text: string): LabelMeaning {
  return toLabels(parseJson("config.json", text));
}

function toLabels(json: unknown): LabelMeaning {
  const { data: config, error } = configSchema.safeParse(json);
  if (error) throw invalid("config.json", firstIssue(error, "the file"));
  const labels = Array.from({ length: Object.keys(config.id2label).length }, (_, id) => {
    const label = config.id2label[id];
    if (label === undefined) throw invalid("config.json", `id2label: ${id} is missing`);
    return label;
  });
  if (labels.length === 0) throw invalid("config.json", "id2label: is empty");
  const { thresholds } = config;
  if (thresholds && thresholds.length !== labels.length) {
    throw invalid("config.json", `thresholds: expected ${labels.length}, one for each label`);
  }
  const multiLabel = config.problem_type === "multi_label_classification";
  return {
    labels,
    thresholds,
    task: multiLabel ? "multi-label" : "single-label",
    // A softmax over one logit is always 1. The pipeline of transformers does the same.
    scoreFunction: multiLabel || labels.length === 1 ? "sigmoid" : "softmax",
  };
}

async function readJson(folder: string, file: string): Promise<unknown> {
  const text = await readFile(join(folder, file), "utf8").catch((cause: unknown) => {
    throw invalid(file, `cannot be read in ${folder}`, cause);
  });
  return parseJson(file, text);
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(file, "is not valid JSON", cause);
  }
}

/** Covers external weights too: the tools that write `model.onnx` put their digest into it. */
async function fileVersion(path: string): Promise<string> {
  const digest = await sha256(path).catch((cause: unknown) => {
    throw invalid("model.onnx", `cannot be read in ${path}`, cause);
  });
  return digest.slice(0, 12);
}

function invalid(file: string, message: string, cause?: unknown): ClassifierError {
  return new ClassifierError("InvalidModel", `${file}: ${message}`, { cause });
}
