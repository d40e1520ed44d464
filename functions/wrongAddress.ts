import type { HttpHandler } from "@azure/functions";
import { app } from "../src/app.js";
import { toWrongAddress } from "../src/contracts/openapi/addresses.js";
import { logError, toProblem } from "../src/http/errorAnswer.js";

/** Any other address below /api/ → 405 with the methods of the address, or 404. */
export const wrongAddress: HttpHandler = async ({ method, url }, context) => {
  const { error, allow } = toWrongAddress(method, new URL(url).pathname);
  logError(error, context);
  return toProblem(error, context.invocationId, allow === undefined ? {} : { allow });
};

// The host tries routes in the order of the functions' names and takes the first that matches, so
// this name must be the last of all.
app.http("wrongAddress", {
  methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
  route: "{*address}",
  authLevel: "anonymous",
  handler: wrongAddress,
});
