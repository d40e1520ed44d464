import { cloudOptions } from "./cloudOptions.js";
import { folder, number, oneOf, text, wholeNumber } from "./command/kinds.js";
import { flag, needed, optional, withDefault, type ValuesOf } from "./command/options.js";
import { head } from "./head.js";
import { data } from "./labelledData.js";
import { task } from "./task.js";

/** The options of `npm run finetune`. */
export const finetuneOptions = {
  data: needed(data, "labelled pictures, as for npm run evaluate"),
  model: optional(folder, "the model to start from; by default model/efficientnet-lite0"),
  task: optional(task, "one or several labels a picture; by default as the data says"),
  out: optional(
    folder,
    "the new model folder, by default model/DATA; with --cloud for the results, by default evaluation/ID",
  ),
  head: optional(
    head,
    "adds a head of this name to the model instead, for ?head=NAME; needed with --cloud",
  ),
  folds: optional(wholeNumber(2), "measures with folds, and trains on all pictures"),
  holdout: optional(number(0.01, 0.99), "measures with this part of the pictures; 0.2 by default"),
  split: optional(oneOf("azureml"), "measures with every fifth row, as Azure ML's notebooks do"),
  validation: optional(data, "measures with these pictures"),
  seed: withDefault(wholeNumber(0, 2 ** 31), "the same seed gives the same model", 1),
  augment: withDefault(wholeNumber(0, 1000), "also learns from so many views of each picture", 0),
  balanced: flag("rare labels count as much as frequent ones"),
  "label-smoothing": withDefault(number(0, 0.99), "softens the targets", 0),
  strength: optional(number(1e-9, 1e9), "scikit-learn's C, instead of choosing it"),
  precision: optional(
    number(0.01, 1),
    "share of sure labels that shall be right; else the best F1",
  ),
  "contact-sheet": optional(text("FILE.png", "a file"), "writes a picture of the views"),
  ...cloudOptions,
  promote: optional(
    oneOf("never", "if_better", "always"),
    "with --cloud: whether the new version of the head answers for its name; never by default",
  ),
};
export type FinetuneValues = ValuesOf<typeof finetuneOptions>;
