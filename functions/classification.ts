import { app, storage } from "../src/app.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { toClassificationAnswer } from "../src/contracts/upload/classificationAnswer.js";
import { fromListRequest } from "../src/contracts/upload/listRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { listClassifications } from "../src/requests/listClassifications.js";
import { findClassification } from "../src/storage/classifications.js";

/**
 * GET /api/classifications/{container}/{blob path}: what is known of an uploaded picture; and
 * GET /api/classifications/{container}: what is known of all of them. It is one function, because
 * Azure's host takes the first route that matches, and this one matches both addresses.
 */
export const classification = answering(async (request, { invocationId }) => {
  const { container = "", blob } = request.params;
  if (!blob) {
    const asked = fromListRequest(request);
    return listClassifications(await storage(), request, asked, invocationId);
  }
  const row = await findClassification(await storage(), container, toBlobPath(blob));
  return { jsonBody: toClassificationAnswer(row) };
});

app.http("classification", {
  methods: ["GET"],
  route: "classifications/{container}/{*blob}",
  authLevel: "function",
  handler: classification,
});
