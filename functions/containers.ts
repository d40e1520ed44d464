import { app, storage } from "../src/app.js";
import { toChoices } from "../src/contracts/choices.js";
import { answering } from "../src/http/errorAnswer.js";
import { isClosedContainer } from "../src/storage/names.js";
import { listContainers } from "../src/storage/upload.js";

/** GET /api/containers: the names of the containers that a batch may read. */
export const containers = answering(async () => {
  const names = await listContainers(await storage());
  return { jsonBody: toChoices(names.filter((name) => !isClosedContainer(name))) };
});

app.http("containers", {
  methods: ["GET"],
  route: "containers",
  authLevel: "function",
  handler: containers,
});
