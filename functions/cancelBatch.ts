import { app, storage } from "../src/app.js";
import { cancelBatch as cancel } from "../src/batches/start.js";
import { toBatchAnswer } from "../src/contracts/batch/batchAnswer.js";
import { answering } from "../src/http/errorAnswer.js";

/** DELETE /api/batches/{id}: ends it. */
export const cancelBatch = answering(async (request) => {
  const { batchId = "" } = request.params;
  return toBatchAnswer(request, batchId, await cancel(await storage(), batchId));
});

app.http("cancelBatch", {
  methods: ["DELETE"],
  route: "batches/{batchId:guid}",
  // The master key, as for the start.
  authLevel: "admin",
  handler: cancelBatch,
});
