import { app, classifier, reading, settings, storage } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { classifyAndWait as accept } from "../src/requests/classifyAndWait.js";

/** POST /api/classify/wait: one picture, whose labels go to a callback URL → 201. */
export const classifyAndWait = answering(async (request, context) => {
  checkQuery(request, "ClassifyAndWait");
  return reading(request, context, (reading) =>
    accept(request, reading, classifier, settings, storage),
  );
});

app.http("classifyAndWait", {
  methods: ["POST"],
  route: "classify/wait",
  authLevel: "function",
  handler: classifyAndWait,
});
