import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import { firstIssue } from "../../firstIssue.js";
import { callbackUrlSchema } from "../subscription/subscriptionRequest.js";
import { contentSchema, pictureSchema } from "./picture.js";

/** The body of `POST /api/classify/wait`, as designers of workflows write it … */
export const simpleWaitSchema = z.strictObject({
  callback_url: callbackUrlSchema,
  picture: z.string().min(1).meta({
    format: "byte",
    description: "The bytes of a picture, in base64.",
    "x-ms-visibility": "important",
  }),
});

/** … and with every form of a picture that is understood. */
export const waitSchema = simpleWaitSchema.extend({
  picture: z.union([pictureSchema, contentSchema]),
});

/** What `POST /api/classify/wait` answers. */
export const waitAnswerSchema = z.object({
  id: z.string().meta({ title: "Result ID", description: "The id of the accepted request." }),
  status: z.literal("queued").meta({ description: "It waits to be classified." }),
});

/**
 * @returns the picture as text (base64, data URL or URL), and where its result goes
 * @throws ClassifierError `InvalidRequest`
 */
export function toWaitRequest(json: unknown): { source: string; callbackUrl: string } {
  const { data, error } = waitSchema.safeParse(json);
  if (!data) throw new ClassifierError("InvalidRequest", firstIssue(error));
  const { callback_url: callbackUrl, picture } = data;
  return { source: typeof picture === "string" ? picture : picture.$content, callbackUrl };
}
