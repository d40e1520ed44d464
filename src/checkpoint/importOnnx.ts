import { copyFile, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { pixelValuesSize } from "../image/preprocess.js";
import { readModelFolder } from "../inference/modelFolder.js";
import { openSession, type GivenOutputs } from "../inference/session.js";
import { sha256OfBytes } from "../sha256.js";
import { withFeatureOutputs } from "./onnx/encoder.js";
import { linkExternalFiles } from "./onnx/externalFiles.js";
import { createFolder } from "./stagingFolder.js";

/**
 * Copies a model folder in the layout of Hugging Face and Optimum, and gives its graph the outputs that
 * heads and explanations read. The folder appears when the model has been loaded once.
 *
 * @param source named in the README.md
 * @returns what the new model gives
 * @throws ClassifierError `InvalidModel`, `InvalidSetting` where the folder exists already
 */
export async function importOnnx(
  from: string,
  target: string,
  source: string,
): Promise<GivenOutputs> {
  const { onnxPath, labels, preprocessor } = await readModelFolder(from);
  const onnx = withFeatureOutputs(await readFile(onnxPath), labels.length);
  const contract = { size: pixelValuesSize(preprocessor), labelCount: labels.length };
  return createFolder(target, async (folder) => {
    await writeFile(join(folder, "model.onnx"), onnx);
    await linkExternalFiles(onnx, dirname(onnxPath), folder);
    for (const file of ["config.json", "preprocessor_config.json"]) {
      await copyFile(join(from, file), join(folder, file));
    }
    const session = await openSession(join(folder, "model.onnx"), 1, contract, "mapped");
    const card = toCard(basename(target), source, sha256OfBytes(onnx));
    await writeFile(join(folder, "README.md"), card);
    return session.gives;
  });
}

function toCard(name: string, source: string, modelSha256: string): string {
  return `# ${name}

| | |
|---|---|
| Origin | ${source}, with further outputs of its graph |
| SHA-256 of \`model.onnx\` | \`${modelSha256}\` |

Made by

    npm run model -- import ${source}
`;
}
