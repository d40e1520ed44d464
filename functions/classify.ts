import { app, classifier, settings } from "../src/app.js";
import { answering } from "../src/contracts/errorAnswer.js";
import { toTopK } from "../src/contracts/topK.js";
import { readBody } from "../src/intake/body.js";

/** POST /api/classify: the bytes of one picture → its best labels. */
export const classify = answering(async (request) => {
  const topK = toTopK(request);
  const picture = await readBody(request, settings.maxImageBytes, "ImageTooLarge");
  const { labels } = await classifier.classify(picture, { topK });
  return { jsonBody: labels };
});

app.http("classify", {
  methods: ["POST"],
  route: "classify",
  authLevel: "function",
  handler: classify,
});
