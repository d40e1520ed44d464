import { leftOut } from "../dataset/leftOut.js";
import { percent } from "../evaluation/html.js";
import type { Heading } from "../evaluation/reportPage.js";
import type { Trained } from "./train.js";
import type { Training } from "./trainedCard.js";

/**
 * Says what the report of a training is about.
 *
 * @param model name and version of the new model, or of the one that has the new head
 */
export function toTrainedHeading(
  { parent, data, report, split, holdOut, trained }: Training,
  model: string,
): Heading {
  const folds =
    "Heads that had not seen a picture judged it. The model itself learned from all pictures.";
  return {
    title: `${data}, ${split}`,
    model,
    notes: [
      `Trained on ${parent.name}, version ${parent.version}.`,
      ...(holdOut === "folds" ? [folds] : []),
      ...aboutCalibration(trained),
      ...leftOut(report),
    ],
  };
}

function aboutCalibration({ temperature, evaluation: { metrics } }: Trained): string[] {
  const [before, after] = [
    metrics["expected_calibration_error_before"],
    metrics["expected_calibration_error"],
  ];
  // A head that is calibrated as it comes keeps the temperature 1.
  if (temperature === 1 || typeof before !== "number" || typeof after !== "number") return [];
  return [
    `A temperature of ${temperature.toFixed(2)} calibrates the scores: their calibration error was ${percent(before)} and is ${percent(after)}.`,
  ];
}
