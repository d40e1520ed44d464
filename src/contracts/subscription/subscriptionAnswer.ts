import type { HttpRequest, HttpResponseInit } from "@azure/functions";
import { z } from "zod";
import { ownAddress } from "../../http/ownAddress.js";
import { outcomes, subscriptionKinds, type SubscriptionRow } from "../../storage/subscriptions.js";
import { batchAnswerSchema } from "../batch/batchAnswer.js";
import { classificationAnswerSchema } from "../upload/classificationAnswer.js";

/** What is told of a subscription: all but the callback URL, which holds a secret. */
export const subscriptionAnswerSchema = z.object({
  id: z.string().meta({ title: "Subscription ID", description: "The id of the subscription." }),
  kind: z.enum(subscriptionKinds).meta({ description: "What it is about." }),
  container: z.string().optional().meta({ description: "The container that it asks for." }),
  prefix: z.string().optional().meta({ description: "What paths must begin with." }),
  label: z.string().optional().meta({ description: "The best label that it asks for." }),
  min_score: z.number().optional().meta({ title: "Least score", description: "Of that label." }),
  outcome: z.enum(outcomes).optional().meta({ description: "The outcome that it asks for." }),
});

/** What is left to tell of something that was ended. */
export const endedSchema = z.object({
  id: z.string().meta({ title: "ID", description: "The id of what has ended." }),
});

const notificationId = z.string().meta({
  title: "Notification ID",
  description: "The same in every repeat of one notification: a receiver takes each id once.",
});

/** What is sent of a picture … */
export const rowNotificationSchema = z.object({
  notification_id: notificationId,
  ...classificationAnswerSchema.shape,
});

/** … and of a batch. */
export const batchNotificationSchema = z.object({
  notification_id: notificationId,
  ...batchAnswerSchema.shape,
});

/** 201 with the address that a DELETE ends the subscription at. */
export function toSubscribedAnswer(
  request: HttpRequest,
  id: string,
  subscription: Omit<SubscriptionRow, "createdAt">,
): HttpResponseInit {
  const { callbackUrl: _, minScore, ...row } = subscription;
  const jsonBody: z.infer<typeof subscriptionAnswerSchema> = {
    id,
    ...row,
    ...(minScore !== undefined && { min_score: minScore }),
  };
  const location = ownAddress(request, `/api/subscriptions/${id}`);
  return { status: 201, headers: { location }, jsonBody };
}
