import { ClassifierError } from "../../errors.js";
import { predictionFiles, type PredictionFile } from "../../storage/predictions.js";

const types = {
  "predictions.csv": "text/csv; charset=utf-8",
  "predictions.jsonl": "application/jsonl",
  "summary.json": "application/json",
} as const satisfies Record<PredictionFile, string>;

/**
 * The result file that the path names, and its content type.
 *
 * @throws ClassifierError `NotFound`
 */
export function toPredictionFile(text: string): { name: PredictionFile; type: string } {
  const name = predictionFiles.find((file) => file === text);
  if (!name)
    throw new ClassifierError(
      "NotFound",
      `A batch has no file ${text}. Use ${predictionFiles.join(", ")}.`,
    );
  return { name, type: types[name] };
}
