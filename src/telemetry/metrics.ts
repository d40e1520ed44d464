import { monitor } from "./monitor.js";

const meter = monitor?.api.metrics.getMeter("serverless-image-classifier");

/** A part of a picture's way whose time is of interest. */
export type Stage = "download" | "wait" | "decode" | "preprocess" | "inference" | "write";

const pictures = meter?.createCounter("classifier.pictures", {
  unit: "{picture}",
  description: "Pictures by outcome and model",
});
const stages = meter?.createHistogram("classifier.stage.duration", {
  unit: "s",
  description: "Time that one picture spends in a stage",
});
const queueAge = meter?.createHistogram("classifier.queue.age", {
  unit: "s",
  description: "Time that a request spent on the queue",
});
const modelLoad = meter?.createHistogram("classifier.model.load.duration", {
  unit: "s",
  description: "Time until the model can answer",
});

let busy = 0;
let busySince = performance.now();
meter
  ?.createObservableGauge("classifier.inference.busy", {
    unit: "1",
    description: "Share of the time in which the session computes, 0 to 1",
  })
  .addCallback((result) => {
    const now = performance.now();
    result.observe(Math.min(1, busy / Math.max(1, now - busySince)));
    [busy, busySince] = [0, now];
  });

/** @param outcome `succeeded`, or the code of what went wrong */
export function countPicture(model: string, outcome: string): void {
  pictures?.add(1, {
    "classifier.model": model,
    outcome: outcome === "succeeded" ? "succeeded" : "failed",
    ...(outcome !== "succeeded" && { "error.type": outcome }),
  });
}

/** @param milliseconds that one picture spent there */
export function recordStage(stage: Stage, milliseconds: number): void {
  if (stage === "inference") busy += milliseconds;
  stages?.record(milliseconds / 1000, { "classifier.stage": stage });
}

/** @param milliseconds between the message's insertion and its delivery */
export function recordQueueAge(milliseconds: number): void {
  queueAge?.record(milliseconds / 1000);
}

/** @param milliseconds from the start of the load */
export function recordModelLoad(model: string, milliseconds: number): void {
  modelLoad?.record(milliseconds / 1000, { "classifier.model": model });
}
