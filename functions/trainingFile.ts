import { app, storage } from "../src/app.js";
import { toResultFile } from "../src/contracts/training/resultFile.js";
import { answering } from "../src/http/errorAnswer.js";
import { toPacedBody } from "../src/http/pacedBody.js";
import { openResult } from "../src/storage/trainingBlobs.js";
import { findOfKind } from "../src/storage/trainingTable.js";

/** GET /api/trainings/{id}/{file}: its report, metrics or card. */
export const trainingFile = answering(async ({ params }, { invocationId }) => {
  const { id = "", file = "" } = params;
  const { path, headers } = toResultFile("training", file);
  const clients = await storage();
  await findOfKind(clients, "training", id);
  const stream = await openResult(clients, id, path);
  return { body: toPacedBody(invocationId, stream), headers };
});

app.http("trainingFile", {
  methods: ["GET"],
  route: "trainings/{id:guid}/{file}",
  authLevel: "function",
  handler: trainingFile,
});
