import type { Task } from "../inference/modelFolder.js";
import type { Kind } from "./command/kinds.js";

const tasks: Readonly<Record<string, Task>> = {
  "multi-class": "single-label",
  "multi-label": "multi-label",
};

/** A task by Azure ML's name. */
export const task: Kind<Task> = {
  placeholder: "multi-class|multi-label",
  expected: "multi-class or multi-label",
  read: (text) => (Object.hasOwn(tasks, text) ? tasks[text] : undefined),
};
