import type { HttpRequest } from "@azure/functions";
import type { Settings } from "../settings.js";
import { readBody } from "./body.js";
import { parseJson } from "./json.js";
import type { Reading } from "./reading.js";

/** Maximum size in bytes of a JSON body without pictures: its fields are few and short. */
const MAX_BYTES = 100_000;

/**
 * Reads a JSON body that holds no picture.
 *
 * @throws ClassifierError `EmptyBody`, `InvalidJson`, `RequestTooLarge`; errors of `readBody`
 */
export async function readJson(
  request: HttpRequest,
  { maxJsonDepth }: Settings,
  reading: Reading,
): Promise<unknown> {
  return parseJson(await readBody(request, MAX_BYTES, "RequestTooLarge", reading), maxJsonDepth);
}
