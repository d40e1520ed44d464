import { app, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { requestsContainer } from "../src/storage/names.js";
import { forgetPicture } from "../src/uploads/forget.js";

/** DELETE /api/results/{id}: takes a picture back, or forgets its result → 200, also when it is gone. */
export const endResult = answering(async ({ params }) => {
  const { resultId = "" } = params;
  await forgetPicture(await storage(), requestsContainer, resultId);
  return { jsonBody: { id: resultId } };
});

app.http("endResult", {
  methods: ["DELETE"],
  route: "results/{resultId:guid}",
  // The id is a secret of its own, as for reading the result.
  authLevel: "anonymous",
  handler: endResult,
});
