import { app, reading, settings } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { relayPicture } from "../src/requests/relayPicture.js";

/** POST /api/demo/picture: the picture at a URL, so that the page can show it. */
export const demoPicture = answering((request, context) =>
  reading(request, context, (reading) => relayPicture(request, reading, settings)),
);

app.http("demoPicture", {
  methods: ["POST"],
  route: "demo/picture",
  authLevel: "function",
  handler: demoPicture,
});
