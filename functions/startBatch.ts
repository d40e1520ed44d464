import { app, classifier, reading, settings, storage } from "../src/app.js";
import { startBatch as start } from "../src/batches/start.js";
import { toStartedAnswer } from "../src/contracts/batch/batchAnswer.js";
import { toBatchOptions, toBatchRequest } from "../src/contracts/batch/batchRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { readBody } from "../src/intake/body.js";
import { parseJson } from "../src/intake/json.js";
import { findBatch } from "../src/storage/batchTable.js";
import { checkContainer } from "../src/storage/upload.js";

/** Bytes: its fields are few and short. */
const MAX_BODY = 100_000;

/** POST /api/batches: starts to classify all pictures of a container or a part of it → 202. */
export const startBatch = answering(async (request, context) => {
  const body = await reading(request, context, (reading) =>
    readBody(request, MAX_BODY, "RequestTooLarge", reading),
  );
  const asked = toBatchRequest(parseJson(body, settings.maxJsonDepth));
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
