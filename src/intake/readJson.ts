import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { readBody } from "./body.js";
import { parseJson } from "./json.js";
import type { Reading } from "./reading.js";

/** Maximum size in bytes of a JSON body without pictures: its fields are few and short. */
const MAX_BYTES = 100_000;

const tooLarge = (maxBytes: number): ClassifierError =>
  new ClassifierError("RequestTooLarge", `The JSON has more than ${maxBytes} bytes. Send less.`);

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
  return parseJson(await readBody(request, MAX_BYTES, tooLarge, reading), maxJsonDepth);
}
