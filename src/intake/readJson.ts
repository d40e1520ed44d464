import type { HttpRequest } from "@azure/functions";
import { ClassifierError } from "../errors.js";
import type { Settings } from "../settings.js";
import { requestTooLarge } from "../tooLarge.js";
import { bodyChunks } from "./body.js";
import { parseJson } from "./json.js";
import { JsonShape } from "./jsonShape.js";
import type { Reading } from "./reading.js";

/** Maximum size in bytes of a JSON body without pictures: its fields are few and short. */
const MAX_BYTES = 100_000;

const tooLarge = (maxBytes: number): ClassifierError =>
  new ClassifierError("RequestTooLarge", `The JSON has more than ${maxBytes} bytes. Send less.`);

/**
 * Reads a JSON body that holds no picture.
 *
 * @throws ClassifierError errors of `readMaybeJson` and `parseJson`
 */
export async function readJson(
  request: HttpRequest,
  settings: Settings,
  reading: Reading,
): Promise<unknown> {
  return parseJson(await readMaybeJson(request, MAX_BYTES, tooLarge, settings, reading));
}

/**
 * Reads a JSON body that may hold pictures.
 *
 * @throws ClassifierError errors of `readMaybeJson` and `parseJson`
 */
export async function readPictureJson(
  request: HttpRequest,
  settings: Settings,
  reading: Reading,
): Promise<unknown> {
  const { maxRequestBytes } = settings;
  return parseJson(
    await readMaybeJson(request, maxRequestBytes, requestTooLarge, settings, reading),
  );
}

/**
 * Reads a body that may be JSON. If it is, its nesting and its number of values are bounded.
 *
 * @throws ClassifierError errors of `readBody`; `InvalidJson`, nested too deep; `RequestTooLarge`
 */
export async function readMaybeJson(
  request: HttpRequest,
  maxBytes: number,
  toTooLarge: (maxBytes: number) => ClassifierError,
  { maxJsonDepth }: Settings,
  reading: Reading,
): Promise<Uint8Array> {
  const shape = new JsonShape(maxJsonDepth);
  const chunks: Uint8Array[] = [];
  for await (const chunk of bodyChunks(request, maxBytes, toTooLarge, reading)) {
    shape.check(chunk);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
