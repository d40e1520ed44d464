/**
 * An orthogonal change of coordinates that leaves `count` vectors with `count` components. With fewer
 * pictures than features, a head is trained on as many coordinates as there are pictures. Distances
 * and the norm of the weights do not change, so the optimum stays the same.
 */
export interface RowSpace {
  readonly dimensions: number;
  /** [dimensions, size]: unit vectors v of the reflections x - 2·v·(v·x), in their order */
  readonly reflectors: Float64Array;
}

/**
 * Householder's LQ decomposition.
 *
 * @param vectors [count, size] with count ≤ size; replaced by their new coordinates, of which the
 *   first `count` can differ from 0
 */
export function toRowSpace(vectors: Float64Array, count: number, size: number): RowSpace {
  const reflectors = new Float64Array(count * size);
  for (let row = 0; row < count; row++) {
    const at = row * size;
    const reflector = reflectors.subarray(at, at + size);
    reflector.set(vectors.subarray(at + row, at + size), row);
    const norm = lengthOf(reflector);
    const first = reflector[row] ?? 0;
    // The sign that adds up rather than cancels.
    reflector[row] = first + (first < 0 ? -norm : norm);
    const length = lengthOf(reflector);
    if (length === 0) continue;
    for (let i = row; i < size; i++) reflector[i] = (reflector[i] ?? 0) / length;
    for (let other = row; other < count; other++) {
      reflect(vectors.subarray(other * size, (other + 1) * size), reflector, row);
    }
  }
  return { dimensions: count, reflectors };
}

/** Turns a vector of new coordinates, 0 beyond the space's dimensions, into the old ones in place. */
export function fromRowSpace({ dimensions, reflectors }: RowSpace, vector: Float64Array): void {
  const size = vector.length;
  for (let row = dimensions - 1; row >= 0; row--) {
    reflect(vector, reflectors.subarray(row * size, (row + 1) * size), row);
  }
}

/** @param from components of the reflector before this one are 0 */
function reflect(vector: Float64Array, reflector: Float64Array, from: number): void {
  let product = 0;
  for (let i = from; i < vector.length; i++) product += (vector[i] ?? 0) * (reflector[i] ?? 0);
  const factor = 2 * product;
  for (let i = from; i < vector.length; i++) {
    vector[i] = (vector[i] ?? 0) - factor * (reflector[i] ?? 0);
  }
}

function lengthOf(vector: Float64Array): number {
  let sum = 0;
  for (const component of vector) sum += component * component;
  return Math.sqrt(sum);
}
