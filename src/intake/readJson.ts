import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { bodyChunks } from "./body.js";
import { JsonShape } from "./jsonShape.js";
import type { Reading } from "./reading.js";

/** Maximum size in bytes of a JSON body without pictures: its fields are few and short. */
const MAX_BYTES = 100_000;

/**
 * Reads a JSON body (RFC 8259). Its nesting and its number of values are bounded.
 *
 * @param maxBytes maximum of the body: `maxRequestBytes` where it may hold pictures
 * @throws ClassifierError `EmptyBody`, `InvalidJson`, `RequestTooLarge`; errors of `readBody`
 */
export async function readJson(
  request: HttpRequest,
  { maxJsonDepth }: Settings,
  reading: Reading,
  maxBytes = MAX_BYTES,
): Promise<unknown> {
  const shape = new JsonShape(maxJsonDepth);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyChunks(request, maxBytes, "RequestTooLarge", reading)) {
    shape.check(chunk);
    chunks.push(chunk);
  }
  return parse(Buffer.concat(chunks));
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch (cause) {
    throw new ClassifierError("InvalidJson", undefined, { cause });
  }
}
