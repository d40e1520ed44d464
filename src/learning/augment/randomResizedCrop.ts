import type { Size } from "../../image/preprocessorConfig.js";
import type { Window } from "../../image/resample.js";
import { below, uniform, type Random } from "../random.js";

/** The crop's share of the picture's area. */
const SCALE = { from: 0.08, to: 1 };

/** The crop's width ÷ height. */
const RATIO = { from: 3 / 4, to: 4 / 3 };

/** The natural logarithm of 4/3; that of 3/4 is its negative. */
const LOG_RATIO = 0.287_682_072_451_780_9;

/** Draws before the central crop is taken. */
const TRIES = 10;

/**
 * Chooses a part of a picture as torchvision's `RandomResizedCrop.get_params` does by default: uniform
 * area, uniform logarithm of the ratio, anywhere in the picture. Where no draw fits, the largest
 * central part with an allowed ratio is taken.
 */
export function randomResizedCrop(random: Random, size: Size): Window {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const area = size.width * size.height * uniform(random, SCALE.from, SCALE.to);
    const ratio = exponential(uniform(random, -LOG_RATIO, LOG_RATIO));
    const width = Math.round(Math.sqrt(area * ratio));
    const height = Math.round(Math.sqrt(area / ratio));
    if (width > 0 && width <= size.width && height > 0 && height <= size.height) {
      const top = below(random, size.height - height + 1);
      const left = below(random, size.width - width + 1);
      return { left, top, width, height };
    }
  }
  return centralCrop(size);
}

function centralCrop(size: Size): Window {
  const width = Math.min(size.width, Math.round(size.height * RATIO.to));
  const height = Math.min(size.height, Math.round(size.width / RATIO.from));
  const left = Math.floor((size.width - width) / 2);
  const top = Math.floor((size.height - height) / 2);
  return { left, top, width, height };
}

/**
 * Computes e to the power of x for x near 0, by its series. The last bits of `Math.exp` differ between
 * JavaScript engines; those of multiplication and division do not.
 */
function exponential(x: number): number {
  let sum = 1;
  let term = 1;
  for (let n = 1; n <= 16; n++) {
    term *= x / n;
    sum += term;
  }
  return sum;
}
