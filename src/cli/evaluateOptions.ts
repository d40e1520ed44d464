import { cloudOptions } from "./cloudOptions.js";
import { folder, number, oneOf } from "./command/kinds.js";
import { needed, optional, withDefault, type ValuesOf } from "./command/options.js";
import { headReference } from "./head.js";
import { data } from "./labelledData.js";
import { task } from "./task.js";

/** The options of `npm run evaluate`. */
export const evaluateOptions = {
  model: optional(folder, "a model folder; needed without --cloud"),
  data: needed(data, `labelled pictures: ${data.expected}`),
  head: optional(
    headReference,
    "a head of this model, instead of its own classifier; with --cloud also a version: fridge@3",
  ),
  task: optional(task, "one or several labels a picture; by default as the model and the data say"),
  threshold: withDefault(number(0, 1), "score from which a label counts, of several", 0.5),
  split: optional(oneOf("all", "azureml"), "azureml: only its validation pictures; all by default"),
  compare: optional(folder, "a second model folder"),
  out: optional(
    folder,
    "where to write; by default evaluation/MODEL-DATA, or evaluation/ID with --cloud",
  ),
  ...cloudOptions,
};
export type EvaluateValues = ValuesOf<typeof evaluateOptions>;
