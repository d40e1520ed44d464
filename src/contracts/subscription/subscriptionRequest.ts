import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import { outcomes, subscriptionKinds, type SubscriptionRow } from "../../storage/subscriptions.js";
import { containerChoice } from "../choices.js";

/** Where a webhook's operation is told to send what it has to say; a designer fills it in. */
export const callbackUrlSchema = z.string().min(1).max(2048).meta({
  title: "Callback URL",
  description: "Where notifications are sent, by POST and signed. It is never answered or logged.",
  "x-ms-notification-url": true,
  "x-ms-visibility": "internal",
});

const filter = {
  container: z
    .string()
    .max(63)
    .optional()
    .meta({
      description: "Only what is in this container.",
      ...containerChoice,
    }),
  prefix: z.string().max(1024).optional().meta({
    title: "Path prefix",
    description: "Only blobs whose paths begin with this; of batches, only those of such prefixes.",
  }),
  outcome: z
    .enum(outcomes)
    .optional()
    .meta({ description: "Only what succeeded, or only what failed." }),
};

const pictureFilter = {
  label: z.string().max(1024).optional().meta({
    description: "Only pictures whose best label is this, letter by letter.",
  }),
  min_score: z.number().optional().meta({
    title: "Least score",
    description: "Only pictures whose best label has at least this score.",
  }),
};

/** The body of `POST /api/subscriptions/rows` … */
export const rowSubscriptionSchema = z.strictObject({
  callback_url: callbackUrlSchema,
  ...filter,
  ...pictureFilter,
});

/** … of `POST /api/subscriptions/batches` … */
export const batchSubscriptionSchema = z.strictObject({
  callback_url: callbackUrlSchema,
  ...filter,
});

/** … and of `POST /api/subscriptions`, which is either. */
export const subscriptionSchema = rowSubscriptionSchema.extend({
  kind: z
    .enum(subscriptionKinds)
    .default("row")
    .meta({ description: "Each picture that is classified, or each batch that ends." }),
});

const kinds: Readonly<Record<string, SubscriptionRow["kind"]>> = { rows: "row", batches: "batch" };

/**
 * Reads who wants to hear of what.
 *
 * @param place `rows` or `batches`, where the address says the kind
 * @throws ClassifierError `NotFound`, `InvalidRequest`
 */
export function toSubscription(
  json: unknown,
  place: string | undefined,
): Omit<SubscriptionRow, "createdAt"> {
  const placeKind = place === undefined ? undefined : kinds[place];
  if (place !== undefined && placeKind === undefined) {
    throw new ClassifierError("NotFound", "Subscriptions are made at rows or batches.");
  }
  const { data, error } = subscriptionSchema.safeParse(json);
  if (!data) throw new ClassifierError("InvalidRequest", firstIssue(error));
  const { callback_url: callbackUrl, min_score: minScore, kind, ...rest } = data;
  return { ...dropEmpty({ ...rest, minScore }), callbackUrl, kind: placeKind ?? kind };
}

/** A designer sends an empty text for a field that its author left empty. */
function dropEmpty<T extends object>(filter: T): Partial<T> {
  const entries = Object.entries(filter).filter(([, value]) => value !== undefined && value !== "");
  const kept: Partial<T> = {};
  return Object.assign(kept, Object.fromEntries(entries));
}
