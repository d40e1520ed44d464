import { createHash } from "node:crypto";
import { ClassifierError } from "../../errors.js";

/** Bytes of a digest: enough to notice a mistake. A continuation opens nothing, so it is no secret. */
const DIGEST_BYTES = 9;

/**
 * Where the next page of a listing begins, as a text for URLs. It holds for this listing alone.
 *
 * @param listing what is listed, and in which order
 */
export function toContinuation(listing: string, place: string): string {
  return Buffer.concat([digestOf(listing, place), Buffer.from(place)]).toString("base64url");
}

/** @throws ClassifierError `InvalidParameter` for a text that is not of this listing */
export function fromContinuation(listing: string, text: string): string {
  const place = Buffer.from(text, "base64url").subarray(DIGEST_BYTES).toString();
  if (toContinuation(listing, place) === text) return place;
  throw new ClassifierError(
    "InvalidParameter",
    "continuation: This is not the continuation of this listing. Send the one of the page before, with the same filters and order, or leave it out to begin again.",
  );
}

function digestOf(listing: string, place: string): Buffer {
  const text = JSON.stringify([listing, place]);
  return createHash("sha256").update(text).digest().subarray(0, DIGEST_BYTES);
}
