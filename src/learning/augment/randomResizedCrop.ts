import type { Size } from "../../image/preprocessorConfig.js";
import type { Window } from "../../image/resample.js";
import { below, uniform, type Random } from "../random.js";

/** The crop's share of the picture's area. */
const SCALE = { from: 0.08, to: 1 };

/** The crop's width ÷ height. */
const RATIO = { from: 3 / 4, to: 4 / 3 };

/** The natural logarithm of 4/3; that of 3/4 is its negative. */
const LOG_RATIO = 0.287_682_072_451_780_9;

/** Crops are drawn this often before the centre is taken. */
const TRIES = 10;

/**
 * The part of a picture that torchvision's `RandomResizedCrop.get_params` chooses with its defaults:
 * area uniform, ratio uniform in its logarithm, anywhere in the picture. Where no try fits, it is
 * the largest part around the centre whose ratio is allowed.
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
 * e to the power of x for x near 0, by its series: JavaScript leaves the last bits of `Math.exp` to
 * each engine, but not those of multiplication and division.
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
