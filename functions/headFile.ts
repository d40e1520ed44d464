import { app, classifier, storage } from "../src/app.js";
import { toHeadFile, toHeadFileAnswer } from "../src/contracts/heads/headFile.js";
import { answering } from "../src/http/errorAnswer.js";
import { onHeadVersion } from "../src/requests/onHeadVersion.js";
import { readHeadFile } from "../src/storage/headBlobs.js";

/** GET /api/heads/{name}/versions/{version}/{file}: the report, the card or the metrics. */
export const headFile = answering(async (request) => {
  const file = toHeadFile(request.params["file"] ?? "");
  const clients = await storage();
  const body = await onHeadVersion(request, classifier, clients, (place) =>
    readHeadFile(clients, place, file),
  );
  return toHeadFileAnswer(file, body);
});

app.http("headFile", {
  methods: ["GET"],
  route: "heads/{name}/versions/{version}/{file}",
  authLevel: "function",
  handler: headFile,
});
