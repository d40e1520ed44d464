import { app, classifier, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { toHealthAnswer } from "../src/contracts/health/healthAnswer.js";
import { ClassifierError, toClassifierError } from "../src/errors.js";
import { probeStorage } from "../src/storage/provision.js";

/** GET /api/health: 200 when the model is loaded and storage answers, else 503 with the reason. */
export const health = answering(async () => {
  try {
    const [model] = await Promise.all([classifier.model(), storage().then(probeStorage)]);
    return { jsonBody: toHealthAnswer(model, model.versions) };
  } catch (thrown) {
    const error = toClassifierError(thrown);
    if (error.status === 503) throw error;
    // A model or a setting that cannot work: to whoever probes, the service is just not there.
    throw new ClassifierError("ModelUnavailable", `${error.code}: ${error.message}`, {
      cause: error,
    });
  }
});

app.http("health", { methods: ["GET"], route: "health", authLevel: "anonymous", handler: health });
