import type * as OpenTelemetry from "@opentelemetry/api";
import { whenMonitored } from "./monitor.js";
import { scope } from "./spans.js";

/** A measured stage of the work on a picture. */
export type Stage = "download" | "wait" | "decode" | "preprocess" | "inference" | "write";

/** Milliseconds of inference since the last observation, and the time of that observation. */
let busy = 0;
let busySince = performance.now();

type Instruments = ReturnType<typeof createInstruments>;
let instruments: Instruments | undefined;

/** Records in the instruments, which are created at first use. */
function record(what: (instruments: Instruments) => void): void {
  whenMonitored((api) => what((instruments ??= createInstruments(api))));
}

function createInstruments({ metrics }: typeof OpenTelemetry) {
  const meter = metrics.getMeter(scope);
  const histogram = (name: string, description: string) =>
    meter.createHistogram(name, { unit: "s", description });
  meter
    .createObservableGauge("classifier.inference.busy", {
      unit: "1",
      description: "Share of the model's cores and of the time that it computes, 0 to 1",
    })
    .addCallback((result) => {
      const now = performance.now();
      result.observe(Math.min(1, busy / Math.max(1, now - busySince)));
      [busy, busySince] = [0, now];
    });
  return {
    pictures: meter.createCounter("classifier.pictures", {
      unit: "{picture}",
      description: "Pictures by outcome, model and head",
    }),
    durations: histogram("classifier.stage.duration", "Time of one picture in a stage"),
    queueAge: histogram("classifier.queue.age", "Time of a message on the queue"),
    deadLetters: meter.createCounter("classifier.dead_letters", {
      unit: "{message}",
      description: "Messages that the service gave up on, by queue and code",
    }),
    stuck: meter.createGauge("classifier.uploads.stuck", {
      unit: "{upload}",
      description: "Uploads that have been queued for more than 15 minutes",
    }),
    modelLoad: histogram("classifier.model.load.duration", "Time to load the model"),
  };
}

/**
 * @param heads with their versions, by commas; empty for the model's own classifier
 * @param outcome `succeeded`, or the code of the error
 */
export function countPicture(model: string, heads: string, outcome: string): void {
  const attributes = {
    "classifier.model": model,
    ...(heads !== "" && { "classifier.head": heads }),
    outcome: outcome === "succeeded" ? "succeeded" : "failed",
    ...(outcome !== "succeeded" && { "error.type": outcome }),
  };
  record(({ pictures }) => pictures.add(1, attributes));
}

/**
 * @param milliseconds time of one picture in the stage
 * @param share of the model's cores that an inference took, 0 to 1
 */
export function recordStage(stage: Stage, milliseconds: number, share = 1): void {
  if (stage === "inference") busy += milliseconds * share;
  const attributes = { "classifier.stage": stage };
  record(({ durations }) => durations.record(milliseconds / 1000, attributes));
}

/** @param milliseconds time from the insertion of the message to its delivery */
export function recordQueueAge(milliseconds: number): void {
  record(({ queueAge }) => queueAge.record(milliseconds / 1000));
}

/** @param queue queue of the original message */
export function countDeadLetter(queue: string, code: string): void {
  record(({ deadLetters }) => deadLetters.add(1, { queue, "error.type": code }));
}

/** @param uploads number of uploads that have been queued for more than 15 minutes */
export function recordStuck(uploads: number): void {
  record(({ stuck }) => stuck.record(uploads));
}

/** @param milliseconds time to load the model */
export function recordModelLoad(model: string, milliseconds: number): void {
  record(({ modelLoad }) => modelLoad.record(milliseconds / 1000, { "classifier.model": model }));
}
