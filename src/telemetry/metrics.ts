import { api, monitorRuns } from "./monitor.js";

/** A part of a picture's way whose time is of interest. */
export type Stage = "download" | "wait" | "decode" | "preprocess" | "inference" | "write";

/** Milliseconds that the session has computed since it was last asked, and when that was. */
let busy = 0;
let busySince = performance.now();

type Instruments = ReturnType<typeof createInstruments>;
let created: Instruments;

/** Created at first use, which is after the monitor was started. */
function instruments(): Instruments {
  return (created ??= createInstruments());
}

function createInstruments() {
  const meter = api?.metrics.getMeter("serverless-image-classifier");
  if (!meter) return undefined;
  const histogram = (name: string, description: string) =>
    meter.createHistogram(name, { unit: "s", description });
  meter
    .createObservableGauge("classifier.inference.busy", {
      unit: "1",
      description: "Share of the time in which the session computes, 0 to 1",
    })
    .addCallback((result) => {
      const now = performance.now();
      result.observe(Math.min(1, busy / Math.max(1, now - busySince)));
      [busy, busySince] = [0, now];
    });
  return {
    pictures: meter.createCounter("classifier.pictures", {
      unit: "{picture}",
      description: "Pictures by outcome and model",
    }),
    stage: histogram("classifier.stage.duration", "Time that one picture spends in a stage"),
    queueAge: histogram("classifier.queue.age", "Time that a request spent on the queue"),
    deadLetters: meter.createCounter("classifier.dead_letters", {
      unit: "{message}",
      description: "Messages that were given up on, by queue and code",
    }),
    stuck: meter.createGauge("classifier.uploads.stuck", {
      unit: "{upload}",
      description: "Uploads that have been queued for more than 15 minutes",
    }),
    modelLoad: histogram("classifier.model.load.duration", "Time until the model can answer"),
  };
}

/** @param outcome `succeeded`, or the code of what went wrong */
export function countPicture(model: string, outcome: string): void {
  instruments()?.pictures.add(1, {
    "classifier.model": model,
    outcome: outcome === "succeeded" ? "succeeded" : "failed",
    ...(outcome !== "succeeded" && { "error.type": outcome }),
  });
}

/** @param milliseconds that one picture spent there */
export function recordStage(stage: Stage, milliseconds: number): void {
  if (stage === "inference") busy += milliseconds;
  instruments()?.stage.record(milliseconds / 1000, { "classifier.stage": stage });
}

/** @param milliseconds between the message's insertion and its delivery */
export function recordQueueAge(milliseconds: number): void {
  instruments()?.queueAge.record(milliseconds / 1000);
}

/** @param queue that the message came from */
export function countDeadLetter(queue: string, code: string): void {
  instruments()?.deadLetters.add(1, { queue, "error.type": code });
}

/** @param uploads that have been queued for more than a quarter of an hour */
export function recordStuck(uploads: number): void {
  instruments()?.stuck.record(uploads);
}

/**
 * The model often loads faster than the monitor does, so this waits for it.
 *
 * @param milliseconds from the start of the load
 */
export async function recordModelLoad(model: string, milliseconds: number): Promise<void> {
  await monitorRuns;
  instruments()?.modelLoad.record(milliseconds / 1000, { "classifier.model": model });
}
