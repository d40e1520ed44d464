import { app, storage } from "../src/app.js";
import { toTrainingAnswer } from "../src/contracts/training/trainingAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { cancelTraining as cancel } from "../src/trainings/start.js";

/** DELETE /api/trainings/{id}: ends it. */
export const cancelTraining = answering(async (request) => {
  const { id = "" } = request.params;
  return toTrainingAnswer(request, id, await cancel(await storage(), "training", id));
});

app.http("cancelTraining", {
  methods: ["DELETE"],
  route: "trainings/{id:guid}",
  // The master key, as for the start.
  authLevel: "admin",
  handler: cancelTraining,
});
