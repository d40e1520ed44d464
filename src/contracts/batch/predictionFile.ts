import { ClassifierError } from "../../errors.js";
import { predictionFiles, type PredictionFile } from "../../storage/predictions.js";

const types = {
  "predictions.csv": "text/csv; charset=utf-8",
  "predictions.jsonl": "application/jsonl",
  "summary.json": "application/json",
} as const satisfies Record<PredictionFile, string>;

/**
 * The file of predictions that an address names, and its content type.
 *
 * @throws ClassifierError `NotFound`
 */
export function toPredictionFile(text: string): { name: PredictionFile; type: string } {
  const name = predictionFiles.find((file) => file === text);
  if (!name) throw new ClassifierError("NotFound", `There are ${predictionFiles.join(", ")}.`);
  return { name, type: types[name] };
}
