import { app, classifier, reading, settings } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { classifyNow } from "../src/requests/classifyNow.js";

/** POST /api/classify/url: a picture by its URL, as designers of workflows ask for it → labels. */
export const classifyUrl = answering(async (request, context) => {
  checkQuery(request, "ClassifyUrl");
  return reading(request, context, (reading) =>
    classifyNow(request, reading, classifier, settings),
  );
});

app.http("classifyUrl", {
  methods: ["POST"],
  route: "classify/url",
  authLevel: "function",
  handler: classifyUrl,
});
