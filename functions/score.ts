import { app, classifier, reading, settings } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { asInferenceServer } from "../src/http/inferenceServer.js";
import { score as answer } from "../src/requests/score.js";

/** POST /api/score: Azure ML's contract, a list of pictures → a list of labels for each. */
export const score = asInferenceServer(async (request, context) => {
  checkQuery(request, "Score");
  return reading(request, context, (reading) => answer(request, reading, classifier, settings));
});

app.http("score", {
  // All of them, because Azure would answer 404 for the others, and Azure ML's server says 405.
  methods: ["POST", "OPTIONS", "GET", "HEAD", "PUT", "PATCH", "DELETE"],
  authLevel: "function",
  handler: score,
});
