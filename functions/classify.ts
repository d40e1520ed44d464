import { app, classifier, settings, storage } from "../src/app.js";
import { wantsLater } from "../src/contracts/classify/later.js";
import { answering } from "../src/http/errorAnswer.js";
import { classifyLater } from "../src/requests/classifyLater.js";
import { classifyNow } from "../src/requests/classifyNow.js";

/** POST /api/classify: one picture, in any of the accepted forms, or a form of several → labels. */
export const classify = answering((request, context) =>
  wantsLater(request)
    ? classifyLater(request, classifier, settings, storage)
    : classifyNow(request, context, classifier, settings),
);

// Without a route of its own the function's name is its route, as Logic Apps' action for Functions
// needs it.
app.http("classify", { methods: ["POST"], authLevel: "function", handler: classify });
