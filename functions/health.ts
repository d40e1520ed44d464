import { app, classifier, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { toHealthAnswer, toHealthProblem } from "../src/contracts/health/healthAnswer.js";
import { probeStorage } from "../src/storage/provision.js";
import { remembered } from "../src/storage/remembered.js";

/** A probe asks everything in the account for a sign of life, and anybody may call. */
const probe = remembered(5000, async () => probeStorage(await storage()));

/** GET /api/health: 200 when the model is loaded and storage answers, else 503 with the reason. */
export const health = answering(async () => {
  try {
    const [model] = await Promise.all([classifier.model(), probe()]);
    return { jsonBody: toHealthAnswer(model, model.versions) };
  } catch (error) {
    throw toHealthProblem(error);
  }
});

app.http("health", { methods: ["GET"], route: "health", authLevel: "anonymous", handler: health });
