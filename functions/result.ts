import { app, storage } from "../src/app.js";
import { toAnswerType } from "../src/contracts/classify/classifyAnswer.js";
import { answering } from "../src/http/errorAnswer.js";
import { toResultAnswer } from "../src/contracts/classify/later.js";
import { findClassification } from "../src/storage/classifications.js";
import { requestsContainer } from "../src/storage/names.js";

/** GET /api/results/{id}: 202 until a picture that was sent to be classified later is done. */
export const result = answering(async (request) => {
  const type = toAnswerType(request);
  const { resultId = "" } = request.params;
  const row = await findClassification(await storage(), requestsContainer, resultId);
  return toResultAnswer(request, row, type);
});

app.http("result", {
  methods: ["GET"],
  route: "results/{resultId:guid}",
  // The id is a secret of its own: 122 random bits.
  authLevel: "anonymous",
  handler: result,
});
