import { app, classifier, storage } from "../src/app.js";
import { toHeadsAnswer } from "../src/contracts/heads/headsAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { encoderId } from "../src/inference/modelFolder.js";
import { listHeads } from "../src/storage/listHeads.js";

/** GET /api/heads: the heads of the model, with their versions. */
export const heads = answering(async () => {
  const model = await classifier.model();
  const published = await listHeads(await storage(), encoderId(model));
  return { jsonBody: toHeadsAnswer(model, published) };
});

app.http("heads", { methods: ["GET"], route: "heads", authLevel: "function", handler: heads });
