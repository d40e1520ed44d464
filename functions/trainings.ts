import { app, storage } from "../src/app.js";
import { toTrainingList } from "../src/contracts/training/trainingAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { listTrainings } from "../src/storage/trainingTable.js";

/** GET /api/trainings: the newest ones. */
export const trainings = answering(async () =>
  toTrainingList(await listTrainings(await storage(), "training")),
);

app.http("trainings", {
  methods: ["GET"],
  route: "trainings",
  authLevel: "function",
  handler: trainings,
});
