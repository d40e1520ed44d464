import type { Task } from "../inference/modelFolder.js";
import { UsageError } from "./command.js";

/** Reads a task by Azure ML's name. */
export function toTask(text: string | undefined): Task | undefined {
  if (text === undefined) return undefined;
  if (text === "multi-class") return "single-label";
  if (text === "multi-label") return text;
  throw new UsageError("--task: expected multi-class or multi-label");
}
