import { app, storage } from "../src/app.js";
import { answering } from "../src/http/errorAnswer.js";
import { unsubscribe as end } from "../src/subscriptions/subscribe.js";

/** DELETE /api/subscriptions/{id}: ends it → 200, also when it is gone. */
export const unsubscribe = answering(async ({ params }) => {
  const { subscriptionId = "" } = params;
  await end(await storage(), subscriptionId);
  return { jsonBody: { id: subscriptionId } };
});

app.http("unsubscribe", {
  methods: ["DELETE"],
  route: "subscriptions/{subscriptionId:guid}",
  authLevel: "function",
  handler: unsubscribe,
});
