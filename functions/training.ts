import { app, storage } from "../src/app.js";
import { toTrainingAnswer } from "../src/contracts/training/trainingAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { findOfKind } from "../src/storage/trainingTable.js";

/** GET /api/trainings/{id}: how far it is. */
export const training = answering(async (request) => {
  const { id = "" } = request.params;
  return toTrainingAnswer(request, id, await findOfKind(await storage(), "training", id));
});

app.http("training", {
  methods: ["GET"],
  route: "trainings/{id:guid}",
  authLevel: "function",
  handler: training,
});
