import { app, classifier, reading, settings, storage } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { toTrainingAnswer } from "../src/contracts/training/trainingAnswer.js";
import { toEvaluationRequest } from "../src/contracts/training/evaluationRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { readJson } from "../src/intake/readJson.js";
import { findTraining } from "../src/storage/trainingTable.js";
import { checkAsked } from "../src/trainings/checkAsked.js";
import { startTraining as start } from "../src/trainings/start.js";

/** POST /api/evaluations: starts to measure a classifier on labelled pictures → 202. */
export const startEvaluation = answering(async (request, context) => {
  checkQuery(request, "StartEvaluation");
  const body = await reading(request, context, (reading) => readJson(request, settings, reading));
  const clients = await storage();
  const asked = { kind: "evaluation", request: toEvaluationRequest(body) } as const;
  const id = await start(clients, await checkAsked({ storage: clients, classifier }, asked));
  return toTrainingAnswer(request, id, await findTraining(clients, id));
});

app.http("startEvaluation", {
  methods: ["POST"],
  route: "evaluations",
  // The master key: it reads any container of the account and costs as much as it finds.
  authLevel: "admin",
  handler: startEvaluation,
});
