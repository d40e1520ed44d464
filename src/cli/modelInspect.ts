import { resolve } from "node:path";
import { inspectModel } from "../checkpoint/inspectModel.js";
import { ClassifierError } from "../errors.js";
import { runCommand } from "./command/runCommand.js";
import { requireFolder } from "./place.js";
import { megabytes } from "./progress.js";

export const summary = "Describes a model folder without running it.";

export const run = (args: readonly string[]): Promise<void> =>
  runCommand(
    {
      name: "model inspect",
      summary,
      operands: { usage: "FOLDER", description: "a model folder", least: 1, most: 1 },
      options: {},
      example: "model/efficientnet-lite0",
      run: (_, [folder = ""]) => inspect(folder),
    },
    args,
  );

async function inspect(folder: string): Promise<void> {
  await requireFolder(folder);
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
