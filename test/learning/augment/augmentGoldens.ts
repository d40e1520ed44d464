import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";
import { decode } from "../../../src/image/decode.js";
import type { RgbImage } from "../../../src/image/rgbImage.js";
import { fixture } from "../../paths.js";

const adjustment = z.object({
  kind: z.enum(["brightness", "contrast", "saturation", "hue"]),
  factor: z.number(),
});
const size = z.object({ width: z.number(), height: z.number() });
const window = size.extend({ left: z.number(), top: z.number() });
const result = z.object({ picture: z.string(), sha256: z.string() });

/** What torchvision and Pillow make of pictures. */
export const goldens = z
  .object({
    adjustments: z.array(result.extend(adjustment.shape)),
    crops: z.array(size.extend({ draws: z.array(z.number()), crop: window })),
    views: z.array(
      result.extend({
        crop: window,
        flip: z.boolean(),
        adjustments: z.array(adjustment),
        side: z.number(),
        resample: z.number(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(fixture("goldens/augment.json"), "utf8")));

/** A fixture by its path, or the picture that has a pixel of every colour. */
export async function goldenPicture(name: string): Promise<RgbImage> {
  if (name === "every colour") return everyColour();
  return decode(readFileSync(fixture(name)), { pixels: 1_000_000, side: 10_000 });
}

export function sha256(data: Uint8Array | Float32Array): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return createHash("sha256").update(bytes).digest("hex");
}

function everyColour(): RgbImage {
  const data = new Uint8Array(3 * 2 ** 24);
  for (let colour = 0, at = 0; colour < 2 ** 24; colour++) {
    data[at++] = colour >> 16;
    data[at++] = colour >> 8;
    data[at++] = colour;
  }
  return { width: 4096, height: 4096, data };
}
