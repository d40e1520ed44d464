import { app, storage } from "../src/app.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { toClassificationAnswer } from "../src/contracts/upload/classificationAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { findClassification } from "../src/storage/classifications.js";

/** GET /api/classifications/{container}/{blob path}: what is known of an uploaded picture. */
export const classification = answering(async ({ params }) => {
  const { container = "", blob } = params;
  const row = await findClassification(await storage(), container, toBlobPath(blob));
  return { jsonBody: toClassificationAnswer(row) };
});

app.http("classification", {
  methods: ["GET"],
  route: "classifications/{container}/{*blob}",
  authLevel: "function",
  handler: classification,
});
