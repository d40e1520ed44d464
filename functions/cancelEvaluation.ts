import { app, storage } from "../src/app.js";
import { toTrainingAnswer } from "../src/contracts/training/trainingAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { cancelTraining as cancel } from "../src/trainings/start.js";

/** DELETE /api/evaluations/{id}: ends it. */
export const cancelEvaluation = answering(async (request) => {
  const { id = "" } = request.params;
  return toTrainingAnswer(request, id, await cancel(await storage(), "evaluation", id));
});

app.http("cancelEvaluation", {
  methods: ["DELETE"],
  route: "evaluations/{id:guid}",
  // The master key, as for the start.
  authLevel: "admin",
  handler: cancelEvaluation,
});
