import { app, storage } from "../src/app.js";
import { toBlobPath } from "../src/contracts/upload/blobPath.js";
import { toClassificationAnswer } from "../src/contracts/upload/classificationAnswer.js";
import { fromListRequest } from "../src/contracts/upload/listRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { listClassifications } from "../src/requests/listClassifications.js";
import { findClassification } from "../src/storage/classifications.js";

/**
 * GET /api/classifications/{container}/{blob path}: what is known of an uploaded picture; and
 * GET /api/classifications/{container}: of all of them. It is one function, because Azure's host
 * tries routes in the order of their functions' names, and this route matches both.
 */
export const classification = answering(async (request, { invocationId }) => {
  const { container = "", blob } = request.params;
  if (blob === undefined) {
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
