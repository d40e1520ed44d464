import { z } from "zod";
import { errorKinds } from "../../errorKinds.js";
import { ClassifierError, toClassifierError } from "../../errors.js";
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

/**
 * Why the service is not well, for anybody: the code and its general sentence. What the error itself
 * says, which may name addresses and folders, is its cause, for the log.
 */
export function toHealthProblem(thrown: unknown): ClassifierError {
  const error = toClassifierError(thrown);
  const { code, message, reason, status } = error;
  const general = errorKinds[code].message;
  const cause = new Error([message, reason].filter(Boolean).join(" "), { cause: error });
  if (status === 503) return new ClassifierError(code, general, { cause });
  // A model or a setting that cannot work: to whoever probes, the service is just not there.
  return new ClassifierError("ModelUnavailable", `${code}: ${general}`, { cause });
}
