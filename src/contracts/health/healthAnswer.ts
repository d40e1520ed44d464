import { z } from "zod";
import type { RuntimeVersions } from "../../inference/pipelineMessages.js";
import type { ModelFolder } from "../../inference/modelFolder.js";

/** The body of `GET /api/health` when the service is healthy. */
export const healthSchema = z.object({
  status: z.literal("healthy").meta({ description: "Always the same; else there is an error." }),
  model: z
    .object({
      name: z.string().meta({ description: "The name of the model." }),
      version: z.string().meta({ description: "The version of the model." }),
      task: z
        .enum(["single-label", "multi-label"])
        .meta({ description: "Whether a picture has one label or any number." }),
      labels: z.int().meta({ description: "How many labels the model knows." }),
    })
    .meta({ description: "The model that is served." }),
  runtime: z
    .object({
      node: z.string().meta({ title: "Node.js", description: "Version of Node.js." }),
      onnxruntime: z.string().meta({ description: "Version of ONNX Runtime." }),
      sharp: z.string().meta({ description: "Version of sharp." }),
      libvips: z.string().meta({ description: "Version of libvips." }),
    })
    .meta({ description: "What runs the model." }),
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
