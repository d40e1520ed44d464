import { resultAnswerSchema } from "../upload/classificationAnswer.js";
import { simpleWaitSchema, waitAnswerSchema, waitSchema } from "../classify/waitRequest.js";
import {
  batchNotificationSchema,
  endedSchema,
  rowNotificationSchema,
  subscriptionAnswerSchema,
} from "../subscription/subscriptionAnswer.js";
import {
  batchSubscriptionSchema,
  rowSubscriptionSchema,
  subscriptionSchema,
} from "../subscription/subscriptionRequest.js";
import { functionToApply, threshold } from "./classifyOperations.js";
import { head, model, pathPart, problems, topK, type Operation } from "./operation.js";

const subscribed = {
  status: 201,
  description: "Subscribed; a DELETE at the header Location ends it",
  contents: { "application/json": subscriptionAnswerSchema },
  simple: subscriptionAnswerSchema,
} as const;

const ended = {
  status: 200,
  description: "It has ended, now or before",
  contents: { "application/json": endedSchema },
  simple: endedSchema,
} as const;

const filterBody = {
  type: "application/json",
  title: "Filter",
  description: "What to hear of; a field that is left empty lets everything pass.",
} as const;

/** What calls back: the triggers of a connector, and its action that waits. */
export const subscriptionOperations: readonly Operation[] = [
  {
    path: "/api/subscriptions/rows",
    method: "post",
    id: "WhenPictureIsClassified",
    summary: "When a picture is classified",
    description: "Fires for each uploaded picture that has its labels, or cannot be classified.",
    visibility: "important",
    parameters: [],
    body: { "application/json": rowSubscriptionSchema },
    simpleBody: { ...filterBody, content: rowSubscriptionSchema },
    answer: subscribed,
    errors: problems,
    notification: { description: "The picture's classification", schema: rowNotificationSchema },
    triggerHint: "To see it work now, upload a picture to the container uploads.",
  },
  {
    path: "/api/subscriptions/batches",
    method: "post",
    id: "WhenBatchEnds",
    summary: "When a batch ends",
    description: "Fires for each batch that succeeds, fails or is cancelled, with its totals.",
    parameters: [],
    body: { "application/json": batchSubscriptionSchema },
    simpleBody: { ...filterBody, content: batchSubscriptionSchema },
    answer: subscribed,
    errors: problems,
    notification: { description: "The batch", schema: batchNotificationSchema },
    triggerHint: "To see it work now, start a batch.",
  },
  {
    path: "/api/subscriptions",
    method: "post",
    id: "Subscribe",
    only: "OpenAPI",
    summary: "Subscribe",
    description: "Begins a subscription to pictures that are classified, or to batches that end.",
    parameters: [],
    body: { "application/json": subscriptionSchema },
    answer: subscribed,
    errors: problems,
  },
  {
    path: "/api/subscriptions/{subscriptionId}",
    method: "delete",
    id: "Unsubscribe",
    summary: "Unsubscribe",
    description: "Ends a subscription. A subscription that has ended before is no error.",
    visibility: "internal",
    parameters: [pathPart("subscriptionId", "Subscription ID", "The id of the subscription.")],
    answer: ended,
    errors: problems,
  },
  {
    path: "/api/classify/wait",
    method: "post",
    id: "ClassifyAndWait",
    summary: "Classify a picture and wait",
    description:
      "Takes a picture, and goes on when its labels are there, however long they take to come.",
    parameters: [topK, threshold, functionToApply, model, head],
    body: { "application/json": waitSchema },
    simpleBody: {
      type: "application/json",
      content: simpleWaitSchema,
      title: "Request",
      description: "The picture to classify.",
    },
    answer: {
      status: 201,
      description: "Accepted; a DELETE at the header Location takes it back",
      contents: { "application/json": waitAnswerSchema },
      simple: waitAnswerSchema,
    },
    errors: problems,
    notification: { description: "The picture's result", schema: resultAnswerSchema },
  },
  {
    path: "/api/results/{resultId}",
    method: "delete",
    id: "EndResult",
    summary: "End a result",
    description: "Takes a picture back that waits to be classified, or forgets its result.",
    visibility: "internal",
    anonymous: true,
    parameters: [pathPart("resultId", "Result ID", "The id of the accepted request.")],
    answer: ended,
    errors: problems,
  },
];
