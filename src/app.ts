/**
 * The function app: what all functions share. Each file in `functions/` registers one function on
 * the `app` that is exported here.
 */

import { app, type HttpRequest, type InvocationContext } from "@azure/functions";
import { Classifier } from "./classifier.js";
import { ByteBudget } from "./http/byteBudget.js";
import { toPatience } from "./http/patience.js";
import type { Reading } from "./intake/reading.js";
import { Gate } from "./gate.js";
import { toSettings } from "./settings.js";
import { startTelemetry } from "./telemetry/start.js";

/** The settings of this process; the only place in the app that reads `process.env`. */
const settings = toSettings(process.env);

// Bodies are read as they arrive: without this the host hands over no body that comes in chunks.
app.setup({ enableHttpStream: true });

/**
 * The storage account of the app, connected to at first use. Its clients take as long to load as all
 * else together, so an instance that only answers HTTP does without them.
 */
export const storage = memoise(async () => {
  const { connect } = await import("./storage/connection.js");
  return connect(settings.storage);
});

/** The one classifier of this process: its session is shared by every function. */
export const classifier = new Classifier(settings, async () => {
  const { modelUri, modelDir, modelCache } = settings;
  if (modelUri === undefined) return modelDir;
  const { fetchModel } = await import("./storage/modelBlobs.js");
  return (await fetchModel(await storage(), modelUri, modelCache)).folder;
});

const budget = new ByteBudget(settings.maxWaitingBytes);

/**
 * Runs the work that reads a request, within its caller's deadline and the bytes that all requests
 * together may hold.
 */
export function reading<T>(
  request: HttpRequest,
  context: InvocationContext,
  work: (reading: Reading) => Promise<T>,
): Promise<T> {
  const patience = toPatience(request, context, settings.requestTimeout);
  return budget.share((share) => work({ share, patience }));
}

/** Uploads that are read and classified at once: one in inference, the others on their way. */
export const uploadGate = new Gate(4);

/** Mini-batches that are scored at once; each reads a few pictures ahead. */
export const partGate = new Gate(2);

// The model loads beside the rest of the app, where it will be used; elsewhere at its first use. A
// failure shows in `health` and in each request.
if (settings.loadsModel) classifier.model().catch(() => undefined);

const telemetry = await startTelemetry(app, settings.telemetry);
app.hook.appTerminate(async () => {
  uploadGate.close();
  partGate.close();
  // Azure ends the process after five seconds: telemetry does not wait for the last picture.
  await Promise.all([classifier.close(), telemetry.flush()]);
  await telemetry.stop();
});

function memoise<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () =>
    (created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    }));
}

export { app, settings };
