import type { HttpResponseInit, InvocationContext } from "@azure/functions";
import { app, classifier, storage } from "../src/app.js";
import { toClassifierError } from "../src/errors.js";
import { probeStorage } from "../src/storage/probe.js";

/** GET /api/health: 200 when the model is loaded and storage answers, else 503 with the reason. */
export async function health(_: unknown, context: InvocationContext): Promise<HttpResponseInit> {
  try {
    const [model] = await Promise.all([classifier.model(), storage().then(probeStorage)]);
    const { name, version, task, labels, versions } = model;
    return {
      jsonBody: {
        status: "healthy",
        model: { name, version, task, labels: labels.length },
        runtime: { node: process.versions.node, ...versions },
      },
    };
  } catch (thrown) {
    const { code, message, reason } = toClassifierError(thrown);
    context.warn(code, message, reason);
    return { status: 503, jsonBody: { status: "unhealthy", error: { code, message } } };
  }
}

app.http("health", { methods: ["GET"], route: "health", authLevel: "anonymous", handler: health });
