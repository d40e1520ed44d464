import { api, monitorRuns } from "./monitor.js";

/** A measured stage of the work on a picture. */
export type Stage = "download" | "wait" | "decode" | "preprocess" | "inference" | "write";

/** Milliseconds of inference since the last observation, and the time of that observation. */
let busy = 0;
let busySince = performance.now();

type Instruments = ReturnType<typeof createInstruments>;
let created: Instruments;

/** Creates the instruments at first use, after the monitor has started. */
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
      description: "Share of the time that the session computes, 0 to 1",
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
    stage: histogram("classifier.stage.duration", "Time of one picture in a stage"),
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

/** @param outcome `succeeded`, or the code of the error */
export function countPicture(model: string, outcome: string): void {
  instruments()?.pictures.add(1, {
    "classifier.model": model,
    outcome: outcome === "succeeded" ? "succeeded" : "failed",
    ...(outcome !== "succeeded" && { "error.type": outcome }),
  });
}

/** @param milliseconds time of one picture in the stage */
export function recordStage(stage: Stage, milliseconds: number): void {
  if (stage === "inference") busy += milliseconds;
  instruments()?.stage.record(milliseconds / 1000, { "classifier.stage": stage });
}

/** @param milliseconds time from the insertion of the message to its delivery */
export function recordQueueAge(milliseconds: number): void {
  instruments()?.queueAge.record(milliseconds / 1000);
}

/** @param queue queue of the original message */
export function countDeadLetter(queue: string, code: string): void {
  instruments()?.deadLetters.add(1, { queue, "error.type": code });
}

/** @param uploads number of uploads that have been queued for more than 15 minutes */
export function recordStuck(uploads: number): void {
  instruments()?.stuck.record(uploads);
}

/**
 * Records the load time of the model. The model often loads before the monitor, so this waits for
 * the monitor.
 *
 * @param milliseconds time from the start of the load
 */
export async function recordModelLoad(model: string, milliseconds: number): Promise<void> {
  await monitorRuns;
  instruments()?.modelLoad.record(milliseconds / 1000, { "classifier.model": model });
}
