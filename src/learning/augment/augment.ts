import type { Size } from "../../image/preprocessorConfig.js";
import type { Window } from "../../image/resample.js";
import { randomAdjustments, type Adjustment } from "./colourJitter.js";
import { seededRandom } from "../random.js";
import { randomResizedCrop } from "./randomResizedCrop.js";

/** The steps that make one view of a picture, in their order. */
export interface ViewParameters {
  /** The part that is resized to the model's size, in the picture's pixels. */
  readonly crop: Window;
  /** Whether left and right are swapped. */
  readonly flip: boolean;
  /** None, or each kind once. */
  readonly adjustments: readonly Adjustment[];
}

const FLIP_PROBABILITY = 0.5;
const COLOUR_JITTER_PROBABILITY = 0.5;

/**
 * Chooses a view of a picture. The same arguments always give the same view.
 *
 * @param seed of the whole training
 * @param picture identifies the picture, such as the hash of its bytes
 * @param view number of the view, from 0
 * @param size of the decoded picture
 */
export function viewParameters(
  seed: number,
  picture: string,
  view: number,
  size: Size,
): ViewParameters {
  const random = seededRandom(seed, picture, view);
  const crop = randomResizedCrop(random, size);
  const flip = random() < FLIP_PROBABILITY;
  const jitters = random() < COLOUR_JITTER_PROBABILITY;
  return { crop, flip, adjustments: jitters ? randomAdjustments(random) : [] };
}
