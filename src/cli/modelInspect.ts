import { resolve } from "node:path";
import { inspectModel } from "../checkpoint/inspectModel.js";
import { ClassifierError } from "../errors.js";
import { flag } from "./command/options.js";
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
      options: { labels: flag("lists all labels") },
      example: "model/efficientnet-lite0 --labels",
      run: ({ labels }, [folder = ""]) => inspect(folder, labels),
    },
    args,
  );

async function inspect(folder: string, listsLabels: boolean): Promise<void> {
  await requireFolder(folder);
  const model = await inspectModel(resolve(folder));
  const { resize, crop, rescaleFactor, mean, std } = model.preprocessor;
  const some = model.labels.slice(0, 3).join("; ");
  const rows: [name: string, value: string][] = [
    ["Model", `${model.name}, version ${model.version}`],
    ["Architecture", model.architecture ?? "not stated"],
    ["Task", model.task],
    ["Labels", `${model.labels.length}: ${some}${model.labels.length > 3 ? "; …" : ""}`],
    ["Precision", model.precision],
    ["Inputs", model.inputs.join("; ")],
    ["Outputs", model.outputs.join("; ")],
    ["Resize", resize ? JSON.stringify(resize) : "none"],
    ["Crop", crop ? JSON.stringify(crop) : "none"],
    ["Normalise", `(byte × ${rescaleFactor} − [${mean.join(", ")}]) / [${std.join(", ")}]`],
    ["Size", megabytes(model.size)],
    ["SHA-256", `${model.sha256}  model.onnx`],
    ...model.weights.map(({ file, sha256, stated }): [string, string] => {
      return ["", `${sha256}  ${file}${stated === sha256 ? ", as model.onnx states" : ""}`];
    }),
  ];
  for (const [name, value] of rows) console.log(`${name.padEnd(14)}${value}`);
  if (listsLabels)
    console.log(["", ...model.labels.map((label, id) => `${id}  ${label}`)].join("\n"));
  for (const { file, sha256, stated } of model.weights) {
    if (stated === undefined || stated === sha256) continue;
    const detail = `${file} is not what the model was built with: model.onnx states the SHA-256 ${stated}.`;
    throw new ClassifierError("InvalidModel", detail);
  }
}
