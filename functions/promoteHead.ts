import { app, classifier, heads, storage } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { findHead } from "../src/requests/findHead.js";
import { onHeadVersion } from "../src/requests/onHeadVersion.js";
import { promoteHead as promote } from "../src/storage/headPointer.js";

/** POST /api/heads/{name}/versions/{version}/promote: makes a version current, also an older one. */
export const promoteHead = answering(async (request) => {
  checkQuery(request, "PromoteHead");
  const clients = await storage();
  return onHeadVersion(request, classifier, clients, async (place) => {
    await promote(clients, place);
    heads.forget(place);
    return { jsonBody: await findHead(classifier, clients, place.name) };
  });
});

app.http("promoteHead", {
  methods: ["POST"],
  route: "heads/{name}/versions/{version}/promote",
  // The master key: it changes the answers that everybody gets.
  authLevel: "admin",
  handler: promoteHead,
});
