import type { Trained } from "./train.js";

type HeadMeaning = Pick<Trained, "labels" | "task" | "temperature" | "thresholds">;

/**
 * Writes the `config.json` of a head or a fine-tuned model as Hugging Face's trainer does, with
 * `thresholds` for the service: one for each label, null where it is never sure. The weights hold the
 * temperature already.
 */
export function toHeadConfig({ labels, task, temperature, thresholds }: HeadMeaning): string {
  const config = {
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type:
      task === "multi-label" ? "multi_label_classification" : "single_label_classification",
    temperature,
    // JSON.stringify turns Infinity into null.
    thresholds,
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
