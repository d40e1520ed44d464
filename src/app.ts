/**
 * The function app: what all functions share. Each file in `functions/` registers one function on
 * the `app` of this module.
 */

import { setTimeout as delay } from "node:timers/promises";
import { app, type HttpRequest, type InvocationContext } from "@azure/functions";
import { Classifier } from "./classifier.js";
import { ByteBudget } from "./http/byteBudget.js";
import { toPatience } from "./http/patience.js";
import type { Reading } from "./intake/reading.js";
import { Gate } from "./gate.js";
import { coresFor } from "./inference/cores.js";
import { toSettings } from "./settings.js";
import { ServedHeads } from "./storage/servedHeads.js";
import { startTelemetry } from "./telemetry/start.js";

/** The settings of this process. Nothing else in the app reads `process.env`. */
const settings = toSettings(process.env);

// Streams request bodies. Without this the host passes on no body that comes in chunks.
app.setup({ enableHttpStream: true });

/**
 * The storage clients, created at first use. They take as long to load as everything else together,
 * and an instance that only answers HTTP does not need them.
 */
export const storage = memoise(async () => {
  const { connect } = await import("./storage/connection.js");
  return connect(settings.storage);
});

/** The heads of the served model. */
export const heads = new ServedHeads(storage);

/** The classifier of this process. All functions share its sessions. */
export const classifier = new Classifier(settings, locateModel, heads);

async function locateModel(): Promise<string> {
  const { modelUri, modelDir, modelCache } = settings;
  if (modelUri === undefined) return modelDir;
  const { fetchModel } = await import("./storage/modelBlobs.js");
  return (await fetchModel(await storage(), modelUri, modelCache)).folder;
}

const budget = new ByteBudget(settings.maxWaitingBytes);

/**
 * Runs work that reads a request, within the deadline of the caller and the byte budget of all
 * requests.
 */
export function reading<T>(
  request: HttpRequest,
  context: InvocationContext,
  work: (reading: Reading) => Promise<T>,
): Promise<T> {
  const patience = toPatience(request, context, settings.requestTimeout);
  return budget.share((share) => work({ share, patience }));
}

/** Limits the uploads in work: each core runs the model for one, others are read and decoded meanwhile. */
export const uploadGate = new Gate(Math.max(4, coresFor(settings) + 2));

/** Limits the mini-batches in work. Each reads a few pictures ahead. */
export const partGate = new Gate(2);

/** Limits the fits in work: each holds the features of a whole training. */
export const fitGate = new Gate(1);

// On instances that classify, the model loads while the rest of the app starts. On others it loads
// at first use. `health` and each request report a failure.
if (settings.loadsModel) classifier.model().catch(() => undefined);

const telemetry = startTelemetry(app, settings.telemetry);

/** Milliseconds: Azure ends the process after five seconds, whether telemetry arrives or not. */
const TERMINATION = 3500;
app.hook.appTerminate(() =>
  Promise.race([finish(), delay(TERMINATION, undefined, { ref: false })]),
);

/** Finishes the pictures that were taken, and sends the telemetry beside that, not after it. */
async function finish(): Promise<void> {
  uploadGate.close();
  partGate.close();
  fitGate.close();
  await Promise.all([classifier.close(), telemetry.flush()]);
  await telemetry.stop();
}

function memoise<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () =>
    (created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    }));
}

export { app, settings };
