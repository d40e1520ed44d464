import { Worker, type ResourceLimits } from "node:worker_threads";
import { refuseOrtTelemetry } from "./ortTelemetry.js";

/**
 * The threads pass large buffers on and make few small objects. Without this each keeps 16 MB or more
 * for them.
 */
const resourceLimits: ResourceLimits = { maxYoungGenerationSizeMb: 2 };

/** @param file of the thread, beside this one */
export function startThread(file: string): Worker {
  refuseOrtTelemetry();
  return new Worker(new URL(file, import.meta.url), { resourceLimits });
}
