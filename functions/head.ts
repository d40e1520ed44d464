import { app, classifier, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { findHead } from "../src/requests/findHead.js";

/** GET /api/heads/{name}: one head of the model, with its versions. */
export const head = answering(async ({ params }) => ({
  jsonBody: await findHead(classifier, await storage(), params["name"] ?? ""),
}));

app.http("head", {
  methods: ["GET"],
  route: "heads/{name}",
  authLevel: "function",
  handler: head,
});
