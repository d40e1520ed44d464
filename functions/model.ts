import { app, classifier, settings } from "../src/app.js";
import { toModelAnswer } from "../src/contracts/model/modelAnswer.js";
import { answering } from "../src/http/errorAnswer.js";

/** GET /api/model: what is served, all its labels, and what it takes. */
export const model = answering(async () => ({
  jsonBody: toModelAnswer(await classifier.model(), settings),
}));

app.http("model", { methods: ["GET"], route: "model", authLevel: "function", handler: model });
