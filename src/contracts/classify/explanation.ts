import type { HttpRequest } from "@azure/functions";
import { z } from "zod";
import { ClassifierError } from "../../errors.js";
import type { AnswerType } from "./classifyAnswer.js";

const pixels = (description: string): z.ZodType => z.number().meta({ description });

export const explanationSchema = z
  .object({
    label: z.string().meta({ description: "The best label." }),
    box: z
      .object({
        left: pixels("Its left edge."),
        top: pixels("Its upper edge."),
        width: pixels("Its width."),
        height: pixels("Its height."),
      })
      .meta({ description: "What the grid covers of the upright picture, in pixels." }),
    grid: z.array(z.array(z.number())).meta({
      description:
        "Rows of cells, from the top left: how much each part of the picture spoke for the label. What spoke against it is negative.",
    }),
  })
  .meta({ description: "How much each part of the picture spoke for its best label." });

/**
 * Whether the caller asks why: `?explain=true`.
 *
 * @param type of the answer
 * @throws ClassifierError `InvalidParameter` for another value than `true` or `false`, and together
 *   with what has no room for an explanation
 */
export function wantsExplanation({ query }: HttpRequest, type: AnswerType): boolean {
  const given = query.get("explain") || "false";
  if (given !== "true" && given !== "false") {
    throw refusal(`must be true or false; it is ${JSON.stringify(given)}.`);
  }
  if (given === "true" && type !== "application/json") {
    throw refusal("needs an answer in JSON. Leave text/csv out of Accept, or leave out explain.");
  }
  return given === "true";
}

/** @param what of the request does not go with `explain` */
export function explainRefusal(what: string): ClassifierError {
  return refusal(`does not go with ${what}. Leave out one of them.`);
}

function refusal(detail: string): ClassifierError {
  return new ClassifierError("InvalidParameter", `explain ${detail}`);
}
