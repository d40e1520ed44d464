import { app, settings } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { toOpenApi } from "../src/contracts/openapi/openApi.js";

/** GET /api/openapi.json: the API as OpenAPI 3.1. */
export const openapi = answering(async () => ({
  jsonBody: toOpenApi(settings.ownOrigin),
}));

app.http("openapi", {
  methods: ["GET"],
  route: "openapi.json",
  authLevel: "anonymous",
  handler: openapi,
});
