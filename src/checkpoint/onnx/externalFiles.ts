import { constants, copyFile, link, mkdir } from "node:fs/promises";
import { dirname, isAbsolute, join, normalize } from "node:path";
import { ClassifierError } from "../../errors.js";
import { graphTensors } from "./graphTensors.js";
import { refuseDamaged } from "./onnxModel.js";
import { readInteger, readMessages, readString } from "./protobufReader.js";

/**
 * The files beside a model file that hold elements of its tensors, as paths from its folder.
 *
 * @throws ClassifierError `InvalidModel` where the bytes are no model, or a file would be outside of
 *   the folder
 */
export function externalFiles(onnx: Uint8Array): string[] {
  const bytes = Buffer.from(onnx.buffer, onnx.byteOffset, onnx.byteLength);
  const locations = refuseDamaged(() =>
    readMessages(bytes, 7)
      .flatMap(graphTensors)
      .filter((tensor) => readInteger(tensor, 14) === external)
      .flatMap((tensor) => readMessages(tensor, 13))
      .filter((entry) => readString(entry, 1) === "location")
      .map((entry) => readString(entry, 2)),
  );
  return [...new Set(locations.map(toInnerPath))];
}

/**
 * Gives a model file's folder the files that it needs from the folder of the model that it was made
 * of: as hard links where the file system can, which cost no space.
 *
 * @throws what the file system throws, also where such a file is in the new folder already
 */
export async function linkExternalFiles(onnx: Uint8Array, from: string, to: string): Promise<void> {
  for (const file of externalFiles(onnx)) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await link(join(from, file), join(to, file)).catch(() =>
      copyFile(join(from, file), join(to, file), constants.COPYFILE_EXCL),
    );
  }
}

/** TensorProto.DataLocation */
const external = 1;

function toInnerPath(location: string): string {
  const path = normalize(location);
  if (location !== "" && !isAbsolute(path) && !path.split(/[\\/]/).includes("..")) return path;
  const message = `model.onnx: the file ${location} of its weights is not in its folder`;
  throw new ClassifierError("InvalidModel", message);
}
