import { app, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { toPacedBody } from "../src/http/pacedBody.js";
import { toPredictionFile } from "../src/contracts/batch/predictionFile.js";
import { findBatch } from "../src/storage/batchTable.js";
import { openPredictions } from "../src/storage/predictions.js";

/** GET /api/batches/{id}/{file}: a file that a finished batch has written. */
export const predictions = answering(async ({ params }, { invocationId }) => {
  const { batchId = "", file = "" } = params;
  const { name, type } = toPredictionFile(file);
  const clients = await storage();
  await findBatch(clients, batchId);
  const stream = await openPredictions(clients, batchId, name);
  return { body: toPacedBody(invocationId, stream), headers: { "content-type": type } };
});

app.http("predictions", {
  methods: ["GET"],
  route: "batches/{batchId:guid}/{file}",
  authLevel: "function",
  handler: predictions,
});
