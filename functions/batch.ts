import { app, storage } from "../src/app.js";
import { toBatchAnswer } from "../src/contracts/batch/batchAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { findBatch } from "../src/storage/batchTable.js";

/** GET /api/batches/{id}: how far it is. */
export const batch = answering(async (request) => {
  const { batchId = "" } = request.params;
  return toBatchAnswer(request, batchId, await findBatch(await storage(), batchId));
});

app.http("batch", {
  methods: ["GET"],
  route: "batches/{batchId:guid}",
  authLevel: "function",
  handler: batch,
});
