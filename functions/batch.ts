import { app, storage } from "../src/app.js";
import { cancelBatch } from "../src/batches/start.js";
import { toBatchAnswer } from "../src/contracts/batch/batchAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { findBatch } from "../src/storage/batchTable.js";

/** GET /api/batches/{id}: how far it is. DELETE: ends it. */
export const batch = answering(async ({ method, params }) => {
  const { batchId = "" } = params;
  const act = method === "DELETE" ? cancelBatch : findBatch;
  return toBatchAnswer(batchId, await act(await storage(), batchId));
});

app.http("batch", {
  methods: ["GET", "DELETE"],
  route: "batches/{batchId:guid}",
  authLevel: "function",
  handler: batch,
});
