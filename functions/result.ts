import { app, storage } from "../src/app.js";
import { toAnswerType } from "../src/contracts/classify/classifyAnswer.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { toResultAnswer } from "../src/contracts/classify/later.js";
import { findResult } from "../src/storage/classifications.js";

/** GET /api/results/{id}: 202 until a picture that was sent to be classified later is done. */
export const result = answering(async (request) => {
  checkQuery(request, "GetResult");
  const type = toAnswerType(request);
  const { resultId = "" } = request.params;
  return toResultAnswer(request, await findResult(await storage(), resultId), type);
});

app.http("result", {
  methods: ["GET"],
  route: "results/{resultId:guid}",
  // The id is a secret of its own: 122 random bits.
  authLevel: "anonymous",
  handler: result,
});
