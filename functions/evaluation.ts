import { app, storage } from "../src/app.js";
import { toTrainingAnswer } from "../src/contracts/training/trainingAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { findOfKind } from "../src/storage/trainingTable.js";

/** GET /api/evaluations/{id}: how far it is. */
export const evaluation = answering(async (request) => {
  const { id = "" } = request.params;
  return toTrainingAnswer(request, id, await findOfKind(await storage(), "evaluation", id));
});

app.http("evaluation", {
  methods: ["GET"],
  route: "evaluations/{id:guid}",
  authLevel: "function",
  handler: evaluation,
});
