import { app, reading, settings, storage } from "../src/app.js";
import { toSubscribedAnswer } from "../src/contracts/subscription/subscriptionAnswer.js";
import { toSubscription } from "../src/contracts/subscription/subscriptionRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { readJson } from "../src/intake/readJson.js";
import { toCallbackUrl } from "../src/outbound/callbackUrl.js";
import { subscribe as add } from "../src/subscriptions/subscribe.js";

/** POST /api/subscriptions, …/rows and …/batches: from now on, tell of what happens → 201. */
export const subscribe = answering(async (request, context) => {
  const body = await reading(request, context, (reading) => readJson(request, settings, reading));
  const asked = toSubscription(body, request.params["kind"]);
  const subscription = { ...asked, callbackUrl: toCallbackUrl(asked.callbackUrl, settings) };
  return toSubscribedAnswer(request, await add(await storage(), subscription), subscription);
});

app.http("subscribe", {
  methods: ["POST"],
  route: "subscriptions/{kind?}",
  authLevel: "function",
  handler: subscribe,
});
