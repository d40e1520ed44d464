import type { ResourceLimits } from "node:worker_threads";

/**
 * The threads pass large buffers on and make few small objects. Without this each keeps 16 MB or more
 * for them.
 */
export const threadLimits: ResourceLimits = { maxYoungGenerationSizeMb: 2 };
