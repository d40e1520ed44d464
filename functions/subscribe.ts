import { app, reading, settings, storage } from "../src/app.js";
import { toSubscribedAnswer } from "../src/contracts/subscription/subscriptionAnswer.js";
import { toSubscription } from "../src/contracts/subscription/subscriptionRequest.js";
import { answering } from "../src/http/errorAnswer.js";
import { readBody } from "../src/intake/body.js";
import { parseJson } from "../src/intake/json.js";
import { toCallbackUrl } from "../src/outbound/callbackUrl.js";
import { subscribe as add } from "../src/subscriptions/subscribe.js";

/** Bytes: its fields are few and short. */
const MAX_BODY = 100_000;

/** POST /api/subscriptions, …/rows and …/batches: from now on, tell of what happens → 201. */
export const subscribe = answering(async (request, context) => {
  const body = await reading(request, context, (reading) =>
    readBody(request, MAX_BODY, "RequestTooLarge", reading),
  );
  const asked = toSubscription(parseJson(body, settings.maxJsonDepth), request.params["kind"]);
  const subscription = { ...asked, callbackUrl: toCallbackUrl(asked.callbackUrl, settings) };
  return toSubscribedAnswer(request, await add(await storage(), subscription), subscription);
});

app.http("subscribe", {
  methods: ["POST"],
  route: "subscriptions/{kind?}",
  authLevel: "function",
  handler: subscribe,
});
