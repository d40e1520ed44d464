import { existsSync } from "node:fs";
import { join, normalize, isAbsolute } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { damaged, readSmallText } from "./randomAccessFile.js";

/** Where the parts of a checkpoint lie. */
export interface CheckpointFiles {
  readonly config: string;
  readonly preprocessor: string;
  /** Folder of the weights. */
  readonly weights: string;
}

/** Where MLflow and Azure ML have put what Hugging Face keeps in one folder, the newest first. */
const mlflowFolders = {
  weights: ["model", "data/model"],
  config: ["model", "data/model", "data/config"],
  preprocessor: [
    "components/image_processor",
    "components/feature_extractor",
    "model",
    "data/image_processor",
    "data/feature_extractor",
    "data/tokenizer",
    "data/model",
  ],
};

/**
 * Finds a checkpoint in a folder: in Hugging Face's layout, or in that of an MLflow model, as Azure
 * ML's fine-tuning leaves it.
 *
 * @throws ClassifierError `InvalidCheckpoint`
 */
export async function findCheckpoint(folder: string): Promise<CheckpointFiles> {
  const description = join(folder, "MLmodel");
  if (!existsSync(description)) {
    return {
      config: find(folder, [""], "config.json"),
      preprocessor: find(folder, [""], "preprocessor_config.json"),
      weights: folder,
    };
  }
  const binary = modelBinary(await readSmallText(description));
  const first = binary === undefined ? [] : [binary];
  const config = find(folder, [...first, ...mlflowFolders.config], "config.json");
  const preprocessor = find(
    folder,
    [...mlflowFolders.preprocessor, ...first],
    "preprocessor_config.json",
  );
  for (const candidate of [...first, ...mlflowFolders.weights]) {
    const weights = join(folder, candidate);
    if (existsSync(weights)) return { config, preprocessor, weights };
  }
  throw damaged(folder, "holds MLmodel but no folder of weights, model or data/model");
}

const modelSchema = z.object({
  flavors: z
    .object({ transformers: z.object({ model_binary: z.string().nullish() }).nullish() })
    .nullish(),
});

/** Reads `flavors.transformers.model_binary` of an MLmodel file: the folder of the weights. */
function modelBinary(text: string): string | undefined {
  const { data } = modelSchema.safeParse(parseYaml(text));
  const value = data?.flavors?.transformers?.model_binary;
  if (!value) return undefined;
  const path = normalize(value);
  if (isAbsolute(path) || path.split(/[\\/]/).includes("..")) {
    throw damaged("MLmodel", `model_binary: ${value} lies outside of the folder`);
  }
  return path;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw damaged("MLmodel", "is not valid YAML", cause);
  }
}

function find(folder: string, places: readonly string[], file: string): string {
  for (const place of places) {
    const path = join(folder, place, file);
    if (existsSync(path)) return path;
  }
  throw damaged(folder, `${file} is missing`);
}
