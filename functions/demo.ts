import { app } from "../src/app.js";
import { isPageFile, toPageFile } from "../src/contracts/demoPage.js";
import { answering } from "../src/contracts/errorAnswer.js";

/** GET /api/demo and /api/demo/{file}: a page to try the service. */
export const demo = answering(async (request) => {
  const { file = "demo.html" } = request.params;
  return isPageFile(file) ? toPageFile(file, request) : { status: 404 };
});

app.http("demo", {
  methods: ["GET"],
  route: "demo/{file?}",
  authLevel: "anonymous",
  handler: demo,
});
