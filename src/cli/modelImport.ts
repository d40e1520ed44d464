import { basename, join, resolve } from "node:path";
import { downloadCheckpoint, isRepository } from "../checkpoint/hub/hub.js";
import { importModel } from "../checkpoint/importModel.js";
import { importOnnx } from "../checkpoint/importOnnx.js";
import { precisions } from "../checkpoint/beit/precision.js";
import { findCheckpoint, type CheckpointFiles } from "../checkpoint/weights/sourceFolder.js";
import type { GivenOutputs } from "../inference/session.js";
import { folder, oneOf, text, url } from "./command/kinds.js";
import { CommandError, UsageError } from "./command/mistakes.js";
import { optional, repeated, withDefault } from "./command/options.js";
import { runCommand } from "./command/runCommand.js";
import { kindOf, requireFree } from "./place.js";
import { downloadProgress } from "./progress.js";

export const summary = "Makes a model folder from a BEiT checkpoint or an ONNX file.";

export const run = (args: readonly string[]): Promise<void> =>
  runCommand(
    {
      name: "model import",
      summary,
      operands: {
        usage: "SOURCE",
        description:
          "a repository of the Hugging Face Hub, a folder (Hugging Face or MLflow layout), or a folder with model.onnx, which gets the outputs that heads and explanations read; HF_ENDPOINT names another hub, HF_TOKEN opens private models",
        least: 1,
        most: 1,
      },
      options: {
        precision: withDefault(oneOf(...precisions), "int8 is smaller and faster", "fp32"),
        "keep-float": repeated(
          text("PATTERN", "a pattern of names, such as layers.11.*"),
          "with int8: layers that stay in float",
        ),
        out: optional(folder, "the new folder; by default model/NAME"),
        revision: withDefault(text("REVISION", "a version"), "a version of the repository", "main"),
        cache: withDefault(folder, "where downloads are kept", ".cache"),
      },
      example: "microsoft/beit-base-patch16-224-pt22k-ft22k --precision int8 --out model/beit-22k",
      async run({ precision, "keep-float": keepFloat, out, revision, cache }, [source = ""]) {
        if (keepFloat.length > 0 && precision !== "int8") {
          throw new UsageError("--keep-float goes with --precision int8");
        }
        const suffix = precision === "int8" ? "-int8" : "";
        const target = resolve(out ?? join("model", basename(resolve(source)) + suffix));
        await requireFree(target);
        if ((await kindOf(join(source, "model.onnx"))) === "file") {
          if (precision !== "fp32") throw new UsageError("--precision goes with a checkpoint");
          tellGiven(await importOnnx(resolve(source), target, source));
          console.log(`${target} is ready. Serve it with MODEL_DIR=${target}`);
          return;
        }
        const checkpoint = await open(source, revision, cache);
        const from = checkpoint.revision ? `${source} at ${checkpoint.revision}` : source;
        console.log(`Building ${precision} from ${from} …`);
        const origin = { source, revision: checkpoint.revision };
        await importModel(checkpoint, target, { precision, keepFloat }, origin);
        console.log(`${target} is ready. Serve it with MODEL_DIR=${target}`);
      },
    },
    args,
  );

function tellGiven({ featureCount, featureMap, classMap }: GivenOutputs): void {
  console.log(`Heads can be trained on its ${featureCount} features.`);
  if (!featureMap) console.log("It has no map of features: answers cannot be explained.");
  else if (!classMap)
    console.log("Answers of heads can be explained, those of its own labels not.");
}

type Checkpoint = CheckpointFiles & { readonly revision: string | undefined };

async function open(source: string, revision: string, cache: string): Promise<Checkpoint> {
  const kind = await kindOf(source);
  if (kind === "folder") return { ...(await findCheckpoint(source)), revision: undefined };
  if (kind === "file") {
    throw new CommandError(`${source} is a file; expected the folder of a checkpoint.`);
  }
  if (!isRepository(source)) {
    throw new CommandError(`${source} is neither a folder nor a repository such as owner/name.`);
  }
  return downloadCheckpoint(source, {
    endpoint: hubEndpoint(),
    token: process.env["HF_TOKEN"] || undefined,
    revision,
    cache: resolve(cache),
    progress: downloadProgress(process.stderr),
  });
}

function hubEndpoint(): string {
  const value = process.env["HF_ENDPOINT"] || "https://huggingface.co";
  const endpoint = url.read(value);
  if (endpoint !== undefined) return endpoint;
  throw new UsageError(
    `HF_ENDPOINT must be an address such as https://huggingface.co; it is ${JSON.stringify(value)}`,
  );
}
