import { app, classifier, reading, settings, storage } from "../src/app.js";
import { startBatch as start } from "../src/batches/start.js";
import { toStartedAnswer } from "../src/contracts/batch/batchAnswer.js";
import { toBatchOptions, toBatchRequest } from "../src/contracts/batch/batchRequest.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { readJson } from "../src/intake/readJson.js";
import { findBatch } from "../src/storage/batchTable.js";
import { checkContainer } from "../src/storage/upload.js";

/** POST /api/batches: starts to classify all pictures of a container or a part of it → 202. */
export const startBatch = answering(async (request, context) => {
  checkQuery(request, "StartBatch");
  const body = await reading(request, context, (reading) => readJson(request, settings, reading));
  const asked = toBatchRequest(body);
  const { labels } = await classifier.model();
  await classifier.check(asked.model, []);
  const clients = await storage();
  await checkContainer(clients, asked.container);
  const options = toBatchOptions(asked);
  const topK = Math.min(options.topK, labels.length);
  const batchId = await start(clients, { ...options, topK });
  return toStartedAnswer(request, batchId, await findBatch(clients, batchId));
});

app.http("startBatch", {
  methods: ["POST"],
  route: "batches",
  // The master key: it reads any container of the account and costs as much as it finds.
  authLevel: "admin",
  handler: startBatch,
});
