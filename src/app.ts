/**
 * The function app: what all functions share. Each file in `functions/` registers one function on
 * the `app` that is exported here.
 */

import "./telemetry.js";
import { app } from "@azure/functions";
import { Classifier } from "./classifier.js";
import { settings } from "./environment.js";
import { connect } from "./storage/connection.js";
import { fetchModel } from "./storage/modelBlobs.js";

// Bodies are read as they arrive: without this the host hands over no body that comes in chunks.
app.setup({ enableHttpStream: true });

/** The storage account of the app, connected to at first use. */
export const storage = memoise(() => connect(settings.storage));

/** The one classifier of this process: its session is shared by every function. */
export const classifier = new Classifier(settings, async () => {
  const { modelUri, modelDir, modelCache } = settings;
  if (modelUri === undefined) return modelDir;
  return (await fetchModel(await storage(), modelUri, modelCache)).folder;
});

// The model is loaded while the host still starts. A failure shows in `health` and in each request.
app.hook.appStart(() => {
  classifier.model().catch(() => undefined);
});
app.hook.appTerminate(() => classifier.close());

function memoise<T>(create: () => Promise<T>): () => Promise<T> {
  let created: Promise<T> | undefined;
  return () =>
    (created ??= create().catch((error: unknown) => {
      created = undefined;
      throw error;
    }));
}

export { app, settings };
