import { recordStage, type Stage } from "./metrics.js";
import { noteSpan, span } from "./trace.js";

/** Runs one stage of the work on a picture, and records its span and its duration. */
export async function stage<T>(name: Stage, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await span(name, work);
  recordStage(name, performance.now() - start);
  return result;
}

/**
 * Records the stages of a picture in the inference thread. The rest of the elapsed time is the wait
 * for that thread.
 *
 * @param start value of `performance.now()` when the picture was sent to the thread
 * @param timings milliseconds of each stage, in order; and the share of the model's cores
 */
export function noteStages(
  start: number,
  timings: Readonly<Record<"decode" | "preprocess" | "inference" | "share", number>>,
): void {
  const { decode, preprocess, inference, share } = timings;
  const wait = Math.max(0, performance.now() - start - decode - preprocess - inference);
  let from = start;
  for (const [name, milliseconds] of Object.entries({ wait, decode, preprocess, inference })) {
    noteSpan(name, from, milliseconds);
    from += milliseconds;
  }
  recordStage("wait", wait);
  recordStage("decode", decode);
  recordStage("preprocess", preprocess);
  recordStage("inference", inference, share);
}
