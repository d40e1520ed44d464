import { app } from "../src/app.js";
import { isPageFile, toPageFile } from "../src/http/page.js";
import { answering } from "../src/http/errorAnswer.js";
import { ClassifierError } from "../src/errors.js";

/** GET /api/demo and /api/demo/{file}: a page to try the service. */
export const demo = answering(async (request) => {
  const { file } = request.params;
  // The page's links are relative to an address without a slash at its end.
  const isFolder = file === undefined && new URL(request.url).pathname.endsWith("/");
  if (isFolder || file === "demo.html") return { status: 308, headers: { location: "../demo" } };
  if (file !== undefined && !isPageFile(file)) throw new ClassifierError("NotFound");
  return toPageFile(file ?? "demo.html", request);
});

app.http("demo", {
  methods: ["GET"],
  route: "demo/{file?}",
  authLevel: "anonymous",
  handler: demo,
});
