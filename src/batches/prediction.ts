import { z } from "zod";
import { labelColumns, toCsvLine, toLabelFields } from "../contracts/csv.js";

/** The result for one picture: a line of `predictions.jsonl`. */
const predictionSchema = z.union([
  z.object({
    file_name: z.string(),
    /** Labels, best first. */
    labels: z.array(z.object({ label: z.string().nullable(), score: z.number() })),
  }),
  z.object({ file_name: z.string(), error: z.object({ code: z.string(), message: z.string() }) }),
]);
export type Prediction = z.output<typeof predictionSchema>;

export function toPredictionLine(prediction: Prediction): string {
  return JSON.stringify(prediction);
}

export function fromPredictionLine(line: string): Prediction {
  return predictionSchema.parse(JSON.parse(line));
}

export function isFailure(line: string): boolean {
  return "error" in fromPredictionLine(line);
}

/** The header `file_name,label,score,label_2,score_2,…,error`. */
export function csvHeader(topK: number): string {
  return toCsvLine(["file_name", ...labelColumns(topK), "error"]);
}

/** One line of `predictions.csv`, with the columns of the header for the same `topK`. */
export function toCsv(prediction: Prediction, topK: number): string {
  const labels = "labels" in prediction ? prediction.labels : [];
  const error = "error" in prediction ? prediction.error.code : "";
  return toCsvLine([prediction.file_name, ...toLabelFields(labels, topK), error]);
}
