import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";

/** Labels that an answer names when the request does not say, as Azure ML and Hugging Face do. */
export const defaultTopK = 5;

/**
 * The query parameter `top_k`: a whole number from 1; the number of labels caps it later.
 *
 * @throws ClassifierError `InvalidParameter`
 */
export function toTopK(request: HttpRequest): number {
  const text = request.query.get("top_k");
  if (text === null) return defaultTopK;
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new ClassifierError(
      "InvalidParameter",
      `Expected a whole number from 1 to 999999 for top_k but received ${JSON.stringify(text.slice(0, 40))}.`,
    );
  }
  return Number(text);
}
