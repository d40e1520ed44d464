/** A point on the ray that is searched. */
export interface Step {
  /** Distance from the start in lengths of the direction, 0 or more. */
  readonly length: number;
  readonly value: number;
  /** Derivative of the value by the length. */
  readonly slope: number;
}

const SUFFICIENT_DECREASE = 1e-4;
const CURVATURE = 0.9;
const EVALUATIONS = 40;

/**
 * A step that meets the strong Wolfe conditions: algorithms 3.5 and 3.6 of Nocedal and Wright,
 * Numerical Optimization, 2nd edition. A value that is not finite counts as too large.
 *
 * @param start the step of length 0, whose slope is negative
 * @param firstLength tried first; more than 0
 * @param evaluate the last call is always for the step that is returned
 * @returns a step with a lower value; after 40 evaluations at the latest the best that was seen,
 *   or undefined where none was lower
 */
export function searchLine(
  start: Step,
  firstLength: number,
  evaluate: (length: number) => Step,
): Step | undefined {
  const decreases = ({ length, value }: Step): boolean =>
    value <= start.value + SUFFICIENT_DECREASE * length * start.slope;
  const isFlat = ({ slope }: Step): boolean => Math.abs(slope) <= -CURVATURE * start.slope;

  let low = start;
  let high: Step | undefined;
  let length = firstLength;
  for (let count = 0; count < EVALUATIONS; count++) {
    const step = evaluate(length);
    if (!Number.isFinite(step.slope) || !decreases(step) || step.value >= low.value) {
      high = step;
    } else {
      if (isFlat(step)) return step;
      // The minimum is between two steps as soon as the value rises towards the other one.
      const other = high === undefined ? 1 : high.length - low.length;
      if (step.slope * other >= 0) high = low;
      low = step;
    }
    length = high === undefined ? 2 * low.length : between(low, high);
    if (length === low.length || length === high?.length || !Number.isFinite(length)) break;
  }
  return low.value < start.value ? evaluate(low.length) : undefined;
}

/**
 * Minimum of the cubic through two steps (equation 3.59), or their middle where that is too close
 * to one of them or the cubic has no such minimum.
 */
function between(low: Step, high: Step): number {
  const width = high.length - low.length;
  const middle = low.length + width / 2;
  const chord = low.slope + high.slope - (3 * (high.value - low.value)) / width;
  const root = Math.sign(width) * Math.sqrt(chord * chord - low.slope * high.slope);
  const share = 1 - (high.slope + root - chord) / (high.slope - low.slope + 2 * root);
  return share > 0.1 && share < 0.9 ? low.length + share * width : middle;
}
