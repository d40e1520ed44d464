import { app, classifier } from "../src/app.js";
import { toChoices } from "../src/contracts/choices.js";
import { answering } from "../src/http/errorAnswer.js";

/** GET /api/heads: the names of the model's heads. */
export const heads = answering(async () => {
  const model = await classifier.model();
  return { jsonBody: toChoices([...model.heads.keys()]) };
});

app.http("heads", { methods: ["GET"], route: "heads", authLevel: "function", handler: heads });
