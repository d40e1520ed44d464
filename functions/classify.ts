import { app, classifier, reading, settings, storage } from "../src/app.js";
import { wantsLater } from "../src/contracts/classify/later.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { classifyLater } from "../src/requests/classifyLater.js";
import { classifyNow } from "../src/requests/classifyNow.js";

/** POST /api/classify: one picture, in any of the accepted forms, or a form of several → labels. */
export const classify = answering(async (request, context) => {
  checkQuery(request, "Classify");
  return reading(request, context, (reading) =>
    wantsLater(request)
      ? classifyLater(request, reading, classifier, settings, storage)
      : classifyNow(request, reading, classifier, settings),
  );
});

// Without a route of its own the function's name is its route, as Logic Apps' action for Functions
// needs it.
app.http("classify", { methods: ["POST"], authLevel: "function", handler: classify });
