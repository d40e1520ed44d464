import { app, settings } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { toOpenApi } from "../src/contracts/openapi/openApi.js";
import { toSwagger } from "../src/contracts/openapi/swagger.js";
import { ClassifierError } from "../src/errors.js";

/** GET /api/swagger.json?version=2|3: the API in the version asked for, as Azure ML serves it. */
export const swagger = answering(async ({ query }) => {
  switch (query.get("version") ?? "2") {
    case "2":
      return { jsonBody: toSwagger(settings.ownOrigin) };
    case "3":
      return { jsonBody: toOpenApi(settings.ownOrigin) };
    default:
      throw new ClassifierError("NotFound", "Expected version 2 or 3.");
  }
});

app.http("swagger", {
  methods: ["GET"],
  route: "swagger.json",
  authLevel: "anonymous",
  handler: swagger,
});
