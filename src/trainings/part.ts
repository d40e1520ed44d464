import { z } from "zod";
import { reasons } from "../learning/dataset/report.js";

const verdictSchema = z.union([
  /** A picture that can be used: the SHA-256 of its bytes, in hex. */
  z.object({ sha256: z.string() }),
  /** Why one is left out. */
  z.object({
    reason: z.enum(reasons),
    detail: z.string(),
    unknownLabels: z.array(z.string()).readonly().optional(),
  }),
]);
export type PartVerdict = z.output<typeof verdictSchema>;

/** What a step found out about the pictures of a part. */
export interface Part {
  /** One for each picture. */
  readonly verdicts: readonly PartVerdict[];
  /**
   * The outputs of the model for the pictures that can be used, one after the other: those of the
   * picture and then those of its views.
   */
  readonly values: Float32Array;
}

/** A line of JSON, and then the values as float32, little-endian. */
export function toPartBytes({ verdicts, values }: Part): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([Buffer.from(`${JSON.stringify(verdicts)}\n`), bytes]);
}

export function fromPartBytes(bytes: Uint8Array): Part {
  const end = bytes.indexOf(0x0a);
  const verdicts = z
    .array(verdictSchema)
    .parse(JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()));
  // A copy, because the values must lie at a multiple of four.
  return { verdicts, values: new Float32Array(new Uint8Array(bytes.subarray(end + 1)).buffer) };
}

/** Where a part is among the working files. */
export const partFile = (part: number): string => `parts/${part}`;
