import { join } from "node:path";
import { toEvaluationRequest } from "../contracts/training/evaluationRequest.js";
import { toCloudData } from "./cloudData.js";
import { runInCloud } from "./cloudJob.js";
import type { EvaluateValues } from "./evaluateOptions.js";
import { tellMetrics } from "./figures.js";
import { requireNoFile } from "./place.js";

/**
 * Measures the classifier of an app, or a head, in the app.
 *
 * @param url the app's address
 * @throws CommandError; ClassifierError `InvalidRequest`
 */
export async function evaluateInCloud(url: string, values: EvaluateValues): Promise<void> {
  const { head, task, threshold, out, key } = values;
  if (out !== undefined) await requireNoFile(out);
  const data = await toCloudData(values.data);
  const request = toEvaluationRequest({ data: data.place, head, task, threshold });
  const job = { kind: "evaluation", url, key, request, data: [data], out } as const;
  const { state, folder } = await runInCloud(job);
  tellMetrics(state.metrics ?? {});
  console.log(`\n${join(folder, "report.html")}`);
}
