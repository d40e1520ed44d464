import { app, classifier, heads, settings } from "../src/app.js";
import { toModelAnswer } from "../src/contracts/model/modelAnswer.js";
import { answering } from "../src/http/errorAnswer.js";

/** GET /api/model: what is served, all its labels, and what it takes. */
export const model = answering(async () => {
  const served = await classifier.model();
  return { jsonBody: toModelAnswer(served, await heads.list(served), settings) };
});

app.http("model", { methods: ["GET"], route: "model", authLevel: "function", handler: model });
