import { app, classifier, reading, settings, storage } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { toTrainingAnswer } from "../src/contracts/training/trainingAnswer.js";
import { toTrainingRequest } from "../src/contracts/training/trainingRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { readJson } from "../src/intake/readJson.js";
import { findTraining } from "../src/storage/trainingTable.js";
import { checkAsked } from "../src/trainings/checkAsked.js";
import { startTraining as start } from "../src/trainings/start.js";

/** POST /api/trainings: starts to train a head on labelled pictures → 202. */
export const startTraining = answering(async (request, context) => {
  checkQuery(request, "StartTraining");
  const body = await reading(request, context, (reading) => readJson(request, settings, reading));
  const clients = await storage();
  const asked = { kind: "training", request: toTrainingRequest(body) } as const;
  const id = await start(clients, await checkAsked({ storage: clients, classifier }, asked));
  return toTrainingAnswer(request, id, await findTraining(clients, id));
});

app.http("startTraining", {
  methods: ["POST"],
  route: "trainings",
  // The master key: it reads any container of the account and costs as much as it finds.
  authLevel: "admin",
  handler: startTraining,
});
