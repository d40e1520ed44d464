import { recordStage, type Stage } from "./metrics.js";
import { noteSpan, span } from "./trace.js";

/** Runs one stage of a picture's way: a span of its trace, and a figure of the stage's metric. */
export async function stage<T>(name: Stage, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await span(name, work);
  recordStage(name, performance.now() - start);
  return result;
}

/**
 * Notes the stages that a picture has gone through in the inference thread. What they leave of the
 * time is the wait for that thread.
 *
 * @param start a reading of `performance.now()`, when the picture was handed over
 * @param timings milliseconds of each stage, in their order
 */
export function noteStages(
  start: number,
  timings: Readonly<Record<"decode" | "preprocess" | "inference", number>>,
): void {
  const { decode, preprocess, inference } = timings;
  const wait = Math.max(0, performance.now() - start - decode - preprocess - inference);
  let from = start;
  for (const [name, milliseconds] of Object.entries({ wait, decode, preprocess, inference })) {
    noteSpan(name, from, milliseconds);
    from += milliseconds;
  }
  recordStage("wait", wait);
  recordStage("decode", decode);
  recordStage("preprocess", preprocess);
  recordStage("inference", inference);
}
