/** Pillow's resampling filters, by their numbers in `preprocessor_config.json`. */
const filters = {
  1: { support: 3, weight: lanczos },
  2: { support: 1, weight: (x: number) => Math.max(0, 1 - Math.abs(x)) },
  3: { support: 2, weight: bicubic },
  4: { support: 0.5, weight: (x: number) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  5: { support: 1, weight: hamming },
} as const;

export type Filter = keyof typeof filters;

export function isFilter(code: number): code is Filter {
  return code in filters;
}

/** The input pixels of each output pixel of one axis, and their weights. */
export interface ResampleWeights {
  /** First input pixel of each output pixel. */
  readonly starts: Int32Array;
  /** Number of input pixels of each output pixel, at most {@link taps}. */
  readonly counts: Int32Array;
  /** {@link taps} weights per output pixel, with 22 fractional bits. */
  readonly weights: Int32Array;
  readonly taps: number;
}

/**
 * Computes the weights of one axis, as `precompute_coeffs` and `normalize_coeffs_8bpc` in Pillow's
 * libImaging/Resample.c do.
 *
 * @param inputSize pixels of the whole input axis
 * @param outputSize pixels of the whole output axis
 * @param first first output pixel of the window
 * @param count number of output pixels in the window
 */
export function resampleWeights(
  inputSize: number,
  outputSize: number,
  filter: Filter,
  first: number,
  count: number,
): ResampleWeights {
  const { support, weight } = filters[filter];
  const scale = inputSize / outputSize;
  const filterScale = Math.max(1, scale);
  const reach = support * filterScale;
  const taps = Math.ceil(reach) * 2 + 1;
  const starts = new Int32Array(count);
  const counts = new Int32Array(count);
  const weights = new Int32Array(count * taps);
  const row = new Float64Array(taps);
  for (let i = 0; i < count; i++) {
    const center = (first + i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - reach + 0.5));
    const length = Math.min(inputSize, Math.trunc(center + reach + 0.5)) - start;
    let sum = 0;
    for (let tap = 0; tap < length; tap++) {
      const value = weight((tap + start - center + 0.5) * (1 / filterScale));
      row[tap] = value;
      sum += value;
    }
    for (let tap = 0; tap < length; tap++) {
      weights[i * taps + tap] = toFixed((row[tap] ?? 0) / (sum === 0 ? 1 : sum));
    }
    starts[i] = start;
    counts[i] = length;
  }
  return { starts, counts, weights, taps };
}

/** The input pixels of all output pixels: those from `first` to before `end`. */
export function inputSpan({ starts, counts }: ResampleWeights): { first: number; end: number } {
  // Neither first nor last input pixels ever go back from one output pixel to the next.
  const last = starts.length - 1;
  return { first: starts[0] ?? 0, end: (starts[last] ?? 0) + (counts[last] ?? 0) };
}

/**
 * Splits an axis into runs of output pixels that need at most `limit` input pixels together. An
 * output pixel that needs more is a run of its own.
 */
export function splitWeights(axis: ResampleWeights, limit: number): ResampleWeights[] {
  const { starts, counts, weights, taps } = axis;
  const runs: ResampleWeights[] = [];
  for (let from = 0, to = 1; from < starts.length; from = to++) {
    const end = (starts[from] ?? 0) + limit;
    while (to < starts.length && (starts[to] ?? 0) + (counts[to] ?? 0) <= end) to++;
    runs.push({
      starts: starts.subarray(from, to),
      counts: counts.subarray(from, to),
      weights: weights.subarray(from * taps, to * taps),
      taps,
    });
  }
  return runs;
}

/** Rounds half away from zero, as C's cast of `0.5 + x` and `-0.5 + x` to int does. */
function toFixed(weight: number): number {
  return Math.trunc(weight * (1 << 22) + (weight < 0 ? -0.5 : 0.5));
}

/** Keys' cubic with a = -0.5. */
function bicubic(x: number): number {
  const a = -0.5;
  const d = Math.abs(x);
  if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
  if (d < 2) return (((d - 5) * d + 8) * d - 4) * a;
  return 0;
}

function hamming(x: number): number {
  const d = Math.abs(x);
  if (d === 0) return 1;
  return d < 1 ? sinc(d) * (0.54 + 0.46 * Math.cos(d * Math.PI)) : 0;
}

function lanczos(x: number): number {
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}
