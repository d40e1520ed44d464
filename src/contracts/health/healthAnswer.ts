import { z } from "zod";
import { ClassifierError, errorKinds, toClassifierError } from "../../errors.js";
import type { RuntimeVersions } from "../../inference/pipelineMessages.js";
import type { ModelFolder } from "../../inference/modelFolder.js";

/** What `GET /api/health` answers when all is well. */
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
