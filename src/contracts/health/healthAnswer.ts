import { z } from "zod";
import type { RuntimeVersions } from "../../inference/pipelineMessages.js";
import type { ModelFolder } from "../../inference/modelFolder.js";

/** The body of `GET /api/health` when the service is healthy. */
export const healthSchema = z.object({
  status: z.literal("healthy"),
  model: z.object({
    name: z.string(),
    version: z.string(),
    task: z.enum(["single-label", "multi-label"]),
    labels: z.int(),
  }),
  runtime: z.object({
    node: z.string(),
    onnxruntime: z.string(),
    sharp: z.string(),
    libvips: z.string(),
  }),
});

export function toHealthAnswer(
  { name, version, task, labels }: ModelFolder,
  versions: RuntimeVersions,
): z.infer<typeof healthSchema> {
  return {
    status: "healthy",
    model: { name, version, task, labels: labels.length },
    runtime: { node: process.versions.node, ...versions },
  };
}
