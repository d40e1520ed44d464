import type { Trained } from "./train.js";

/** Writes the `config.json` of a head or a fine-tuned model as Hugging Face's trainer does. */
export function toHeadConfig({ labels, task }: Pick<Trained, "labels" | "task">): string {
  const config = {
    id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
    label2id: Object.fromEntries(labels.map((label, id) => [label, id])),
    problem_type:
      task === "multi-label" ? "multi_label_classification" : "single_label_classification",
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
