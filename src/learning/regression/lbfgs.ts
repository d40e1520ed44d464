import { searchLine, type Step } from "./lineSearch.js";

/** A smooth function of many variables. Writes its gradient at the point; returns its value. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Stops when no component of the gradient is larger than this. */
  readonly gradientTolerance: number;
  /** Stops when an iteration lowers the value by no more than this share of it. */
  readonly decreaseTolerance: number;
  /** Stops after as many iterations. */
  readonly iterations: number;
  /**
   * Multiplies a vector in place with an approximation of the inverse Hessian, symmetric and
   * positive definite; a scalar factor does not matter. Without it: the identity.
   */
  readonly precondition?: (vector: Float64Array) => void;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
  /** Largest absolute component of the gradient. */
  readonly gradientNorm: number;
  readonly iterations: number;
  /** `precision`: no step lowers the value any more, as happens at the limits of float64. */
  readonly reason: "gradient" | "decrease" | "precision" | "iterations";
}

/** One pair of algorithm 7.4: a step, the change of the gradient over it, and 1 / (step·change). */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly rho: number;
}

const HISTORY = 10;

/**
 * Limited-memory BFGS: algorithms 7.4 and 7.5 of Nocedal and Wright, Numerical Optimization, 2nd
 * edition, with the last 10 pairs.
 *
 * @param start is left as it is
 * @returns never a point that is worse than the start or has components that are not finite
 * @throws RangeError when the start's value or gradient is not finite
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  { gradientTolerance, decreaseTolerance, iterations, precondition }: LbfgsOptions,
): Minimum {
  let point = start.slice();
  let gradient = new Float64Array(start.length);
  let trialPoint = new Float64Array(start.length);
  let trialGradient = new Float64Array(start.length);
  let value = objective(point, gradient);
  if (!Number.isFinite(value + dot(gradient, gradient))) {
    throw new RangeError("The function to be minimised is not finite at the start");
  }

  const pairs: Pair[] = [];
  let scale = 1;
  let iteration = 0;
  const end = (reason: Minimum["reason"]): Minimum => {
    return { point, value, gradientNorm: maxNorm(gradient), iterations: iteration, reason };
  };
  for (;;) {
    if (maxNorm(gradient) <= gradientTolerance) return end("gradient");
    if (iteration >= iterations) return end("iterations");

    const direction = descentDirection(gradient, pairs, scale, precondition);
    const evaluate = (length: number): Step => {
      for (let i = 0; i < trialPoint.length; i++) {
        trialPoint[i] = (point[i] ?? 0) + length * (direction[i] ?? 0);
      }
      const value = objective(trialPoint, trialGradient);
      return { length, value, slope: dot(trialGradient, direction) };
    };
    const slope = dot(gradient, direction);
    const isFirst = pairs.length === 0 && precondition === undefined;
    const firstLength = isFirst ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const step =
      slope < 0 ? searchLine({ length: 0, value, slope }, firstLength, evaluate) : undefined;
    if (step === undefined) {
      // Stale pairs can spoil the direction; steepest descent is the last word.
      if (pairs.length === 0) return end("precision");
      pairs.length = 0;
      scale = 1;
      continue;
    }

    iteration++;
    const pair = toPair(point, trialPoint, gradient, trialGradient);
    if (pair !== undefined) {
      if (pairs.length === HISTORY) pairs.shift();
      pairs.push(pair);
      scale = 1 / (pair.rho * preconditionedSquare(pair.change, precondition));
    }
    const decrease = value - step.value;
    const isSmall = decrease <= decreaseTolerance * Math.max(Math.abs(value), Math.abs(step.value));
    value = step.value;
    [point, trialPoint] = [trialPoint, point];
    [gradient, trialGradient] = [trialGradient, gradient];
    if (isSmall && maxNorm(gradient) > gradientTolerance) return end("decrease");
  }
}

/** Algorithm 7.4, the two-loop recursion, times -1. */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly Pair[],
  scale: number,
  precondition: LbfgsOptions["precondition"],
): Float64Array {
  const direction = gradient.map((component) => -component);
  const alphas: number[] = [];
  for (const { step, change, rho } of pairs.toReversed()) {
    const alpha = rho * dot(step, direction);
    addScaled(direction, -alpha, change);
    alphas.push(alpha);
  }
  precondition?.(direction);
  for (let i = 0; i < direction.length; i++) direction[i] = scale * (direction[i] ?? 0);
  for (const { step, change, rho } of pairs) {
    addScaled(direction, (alphas.pop() ?? 0) - rho * dot(change, direction), step);
  }
  return direction;
}

/** @returns undefined where rounding has hidden the curvature, which is positive otherwise */
function toPair(
  from: Float64Array,
  to: Float64Array,
  gradientFrom: Float64Array,
  gradientTo: Float64Array,
): Pair | undefined {
  const step = to.map((component, i) => component - (from[i] ?? 0));
  const change = gradientTo.map((component, i) => component - (gradientFrom[i] ?? 0));
  const curvature = dot(step, change);
  const rounding = Number.EPSILON * Math.sqrt(dot(step, step) * dot(change, change));
  const rho = 1 / curvature;
  return curvature > rounding && Number.isFinite(rho) ? { step, change, rho } : undefined;
}

function preconditionedSquare(
  vector: Float64Array,
  precondition: LbfgsOptions["precondition"],
): number {
  if (precondition === undefined) return dot(vector, vector);
  const product = vector.slice();
  precondition(product);
  return dot(vector, product);
}

function dot(a: Float64Array, b: Float64Array): number {
  let even = 0;
  let odd = 0;
  const pairsEnd = a.length - (a.length % 2);
  for (let i = 0; i < pairsEnd; i += 2) {
    even += (a[i] ?? 0) * (b[i] ?? 0);
    odd += (a[i + 1] ?? 0) * (b[i + 1] ?? 0);
  }
  if (pairsEnd < a.length) even += (a[pairsEnd] ?? 0) * (b[pairsEnd] ?? 0);
  return even + odd;
}

function addScaled(to: Float64Array, factor: number, vector: Float64Array): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] ?? 0) + factor * (vector[i] ?? 0);
}

function maxNorm(vector: Float64Array): number {
  let max = 0;
  for (const component of vector) max = Math.max(max, Math.abs(component));
  return max;
}
