import { app, classifier, heads, storage } from "../src/app.js";
import { checkQuery } from "../src/contracts/openapi/checkQuery.js";
import { answering } from "../src/http/errorAnswer.js";
import { onHeadVersion } from "../src/requests/onHeadVersion.js";
import { deleteHeadVersion as remove } from "../src/storage/headPointer.js";

/** DELETE /api/heads/{name}/versions/{version}: deletes one that is not current → 200, also when it is gone. */
export const deleteHeadVersion = answering(async (request) => {
  checkQuery(request, "DeleteHeadVersion");
  const clients = await storage();
  return onHeadVersion(request, classifier, clients, async (place) => {
    await remove(clients, place);
    heads.forget(place);
    return { jsonBody: { name: place.name, version: place.version } };
  });
});

app.http("deleteHeadVersion", {
  methods: ["DELETE"],
  route: "heads/{name}/versions/{version}",
  // The master key, as for the promotion.
  authLevel: "admin",
  handler: deleteHeadVersion,
});
