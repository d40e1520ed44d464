import { z } from "zod";
import { ClassifierError } from "../errors.js";

/**
 * The request of an Azure ML real-time endpoint for image classification, as the model's catalogue
 * page shows it: `{"input_data": ["<base64>", …]}`.
 */
const schema = z.object({ input_data: z.array(z.string()).min(1) });

/**
 * Reads the body of a score request.
 *
 * @returns one string for each picture
 * @throws ClassifierError `InvalidJson`, `InvalidRequest`, `TooManyImages`
 */
export function toPictureSources(body: Uint8Array, maxImages: number): readonly string[] {
  const { data, error } = schema.safeParse(parseJson(body));
  if (!data) {
    const [issue] = error.issues;
    const path = issue?.path.join(".") || "the body";
    throw new ClassifierError("InvalidRequest", `${path}: ${issue?.message}`);
  }
  const { length } = data.input_data;
  if (length > maxImages) {
    throw new ClassifierError(
      "TooManyImages",
      `The request has ${length} pictures; at most ${maxImages} are accepted.`,
    );
  }
  return data.input_data;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new ClassifierError("InvalidJson", undefined, { cause });
  }
}
