import { app, storage } from "../src/app.js";
import { toTrainingList } from "../src/contracts/training/trainingAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { listTrainings } from "../src/storage/trainingTable.js";

/** GET /api/evaluations: the newest ones. */
export const evaluations = answering(async () =>
  toTrainingList(await listTrainings(await storage(), "evaluation")),
);

app.http("evaluations", {
  methods: ["GET"],
  route: "evaluations",
  authLevel: "function",
  handler: evaluations,
});
