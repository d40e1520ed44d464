import { ClassifierError } from "../errors.js";

/** The refusal of heads on a model that gives no features. */
export function modelHasNoFeatures(model: string): ClassifierError {
  const message = `${model}: model.onnx has no output "features", which heads need. Make a model that has it with npm run model -- import FOLDER.`;
  return new ClassifierError("ModelHasNoFeatures", message);
}
