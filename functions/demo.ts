import { app } from "../src/app.js";
import { isPageFile, toPageFile } from "../src/http/page.js";
import { answering } from "../src/http/errorAnswer.js";
import { ClassifierError } from "../src/errors.js";

/** GET /api/demo and /api/demo/{file}: a page to try the service. */
export const demo = answering(async (request) => {
  const { file = "demo.html" } = request.params;
  if (!isPageFile(file)) throw new ClassifierError("NotFound");
  return toPageFile(file, request);
});

app.http("demo", {
  methods: ["GET"],
  route: "demo/{file?}",
  authLevel: "anonymous",
  handler: demo,
});
