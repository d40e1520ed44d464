/** `npm run model -- import | inspect | compare | publish`: brings models in and on their way. */

import { readdir, stat } from "node:fs/promises";
import { basename, extname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { downloadCheckpoint, isRepository } from "../checkpoint/hub/hub.js";
import { importModel } from "../checkpoint/importModel.js";
import { inspectModel } from "../checkpoint/inspectModel.js";
import { precisions, type Precision } from "../checkpoint/beit/precision.js";
import { findCheckpoint } from "../checkpoint/weights/sourceFolder.js";
import { ClassifierError } from "../errors.js";
import { usableCores } from "../inference/cores.js";
import { readModelFolder } from "../inference/modelFolder.js";
import { toSettings } from "../settings.js";
import { runCommand, UsageError } from "./command.js";
import { downloadProgress, megabytes } from "./progress.js";

const usage = `Usage:
  npm run model -- import SOURCE [--precision fp32|int8] [--keep-float PATTERN]… [--out FOLDER]
                          [--revision REVISION] [--cache FOLDER]
      SOURCE is a repository of the Hugging Face Hub or a folder (Hugging Face or MLflow layout).
      HF_ENDPOINT names another hub, HF_TOKEN opens private models.
  npm run model -- inspect FOLDER
  npm run model -- compare FOLDER FOLDER --images FOLDER
  npm run model -- publish FOLDER [--to https://ACCOUNT.blob.core.windows.net/CONTAINER/FOLDER]
      By default to the container "models" of the account that AzureWebJobsStorage names.`;

// An import needs much memory, so modules of other commands load with those commands.
await runCommand(usage, () => run(process.argv.slice(2)));

async function run(args: string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [command, ...operands] = positionals;
  const [first, second] = operands;
  if (command === "import" && first !== undefined && operands.length === 1) {
    await importInto(first, values);
  } else if (command === "inspect" && first !== undefined && operands.length === 1) {
    await inspect(first);
  } else if (command === "compare" && first && second && operands.length === 2 && values.images) {
    await compare([first, second], values.images);
  } else if (command === "publish" && first !== undefined && operands.length === 1) {
    await publish(first, values.to);
  } else {
    throw new UsageError(command ? `${command}: the command is not complete` : "No command");
  }
}

function parse(args: string[]) {
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      precision: { type: "string", default: "fp32" },
      "keep-float": { type: "string", multiple: true, default: [] },
      out: { type: "string" },
      revision: { type: "string", default: "main" },
      cache: { type: "string", default: ".cache" },
      images: { type: "string" },
      to: { type: "string" },
    },
  });
}

type Options = ReturnType<typeof parse>["values"];

async function importInto(source: string, values: Options): Promise<void> {
  const precision = toPrecision(values.precision);
  const keepFloat = values["keep-float"];
  if (keepFloat.length > 0 && precision !== "int8") {
    throw new UsageError("--keep-float goes with --precision int8");
  }
  const suffix = precision === "int8" ? "-int8" : "";
  const target = resolve(values.out ?? join("model", basename(resolve(source)) + suffix));

  const isFolder = await stat(source).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder && !isRepository(source)) {
    throw new UsageError(`${source} is neither a folder nor a repository such as owner/name`);
  }
  const checkpoint = isFolder
    ? { ...(await findCheckpoint(source)), revision: undefined }
    : await downloadCheckpoint(source, {
        endpoint: toEndpoint(process.env["HF_ENDPOINT"] || "https://huggingface.co"),
        token: process.env["HF_TOKEN"] || undefined,
        revision: values.revision,
        cache: resolve(values.cache),
        progress: downloadProgress(process.stderr),
      });
  console.log(
    `Building ${precision} from ${isFolder ? source : `${source} at ${checkpoint.revision}`} …`,
  );
  const { revision } = checkpoint;
  await importModel(checkpoint, target, { precision, keepFloat }, { source, revision });
  console.log(`${target} is ready. Serve it with MODEL_DIR=${target}`);
}

function toEndpoint(value: string): string {
  if (!/^https?:$/.test(URL.canParse(value) ? new URL(value).protocol : "")) {
    throw new UsageError(`HF_ENDPOINT: expected an address such as https://huggingface.co`);
  }
  return value.replace(/\/+$/, "");
}

function toPrecision(value: string): Precision {
  const precision = precisions.find((known) => known === value);
  if (!precision) throw new UsageError(`--precision: expected ${precisions.join(" or ")}`);
  return precision;
}

async function inspect(folder: string): Promise<void> {
  const model = await inspectModel(resolve(folder));
  const { resize, crop, rescaleFactor, mean, std } = model.preprocessor;
  const some = model.labels.slice(0, 3).join("; ");
  const rows: Record<string, string> = {
    Model: `${model.name}, version ${model.version}`,
    Architecture: model.architecture ?? "not stated",
    Task: model.task,
    Labels: `${model.labels.length}: ${some}${model.labels.length > 3 ? "; …" : ""}`,
    Precision: model.precision,
    Inputs: model.inputs.join("; "),
    Outputs: model.outputs.join("; "),
    Resize: resize ? JSON.stringify(resize) : "none",
    Crop: crop ? JSON.stringify(crop) : "none",
    Normalise: `(byte × ${rescaleFactor} − [${mean.join(", ")}]) / [${std.join(", ")}]`,
    Size: megabytes(model.size),
    "SHA-256": model.sha256,
    Weights:
      model.weightsMatch === undefined
        ? "checksum not stated"
        : `checksum ${model.weightsMatch ? "matches" : "DOES NOT MATCH"}`,
  };
  for (const [key, value] of Object.entries(rows)) console.log(`${key.padEnd(14)}${value}`);
  if (model.weightsMatch === false) {
    throw new ClassifierError(
      "InvalidModel",
      "model.onnx.data is not what the model was built with",
    );
  }
}

async function compare(folders: [string, string], images: string): Promise<void> {
  const known = new Set([".jpg", ".jpeg", ".png", ".webp", ".gif", ".tif", ".tiff", ".avif"]);
  const files = await readdir(images, { recursive: true });
  const pictures = files
    .filter((file) => known.has(extname(file).toLowerCase()))
    .map((file) => join(images, file));
  if (pictures.length === 0) throw new UsageError(`${images} holds no pictures`);
  const { compareModels } = await import("../learning/evaluation/compareModels.js");
  const { maxImagePixels, maxImageSide, inferenceThreads } = toSettings(process.env);
  const threads = inferenceThreads ?? usableCores();
  const result = await compareModels(folders, pictures, threads, {
    pixels: maxImagePixels,
    side: maxImageSide,
  });
  const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const [a, b] = result.milliseconds;
  console.log(`Pictures                          ${result.pictures}`);
  console.log(`Same best label                   ${share(result.topAgreement)}`);
  console.log(`Overlap of the best five          ${share(result.topFiveOverlap)}`);
  console.log(`Probability, largest difference   ${result.largestDifference.toFixed(4)}`);
  console.log(`Probability of the best, mean     ${result.meanDifference.toFixed(4)}`);
  console.log(`Milliseconds per inference        ${a.toFixed(1)} and ${b.toFixed(1)}`);
}

async function publish(folder: string, to: string | undefined): Promise<void> {
  const { openAccount } = await import("./account.js");
  const { publishModel } = await import("../storage/modelBlobs.js");
  const storage = await openAccount();
  const { name } = await readModelFolder(resolve(folder));
  const uri = to ?? `${storage.blobs.url.replace(/\/$/, "")}/models/${name}`;
  await publishModel(storage, resolve(folder), uri, (file) => console.log(`Uploading ${file} …`));
  console.log(`Published. Serve it with MODEL_URI=${uri}`);
}
