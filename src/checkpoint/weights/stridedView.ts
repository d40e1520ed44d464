/** How a tensor lies in its storage: element [i, j, …] at offset + i × strides[0] + j × strides[1] … */
export interface StridedView {
  readonly offset: number;
  readonly shape: readonly number[];
  /** As many as the shape has lengths; 0 or more. */
  readonly strides: readonly number[];
}

/** Elements from the first to the last one that the view shows. */
export function span(view: StridedView): number {
  if (elementCount(view) === 0) return 0;
  return view.shape.reduce((sum, side, i) => sum + (side - 1) * (view.strides[i] ?? 0), 1);
}

export function elementCount({ shape }: StridedView): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** Whether the elements lie in row-major order; the stride of a single step does not matter. */
export function isContiguous({ shape, strides }: StridedView): boolean {
  let expected = 1;
  return shape
    .map((side, i) => ({ side, stride: strides[i] }))
    .toReversed()
    .every(({ side, stride }) => {
      const fits = side === 1 || stride === expected;
      expected *= side;
      return fits;
    });
}

/** The elements of a view in row-major order. */
export function gather(elements: Float32Array, view: StridedView): Float32Array<ArrayBuffer> {
  const result = new Float32Array(elementCount(view));
  const index = view.shape.map(() => 0);
  for (let to = 0, from = 0; to < result.length; to++) {
    result[to] = elements[from] ?? 0;
    // Like an odometer: the last axis first, and a carry where an axis is through.
    for (let axis = index.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      const stride = view.strides[axis] ?? 0;
      if (next < (view.shape[axis] ?? 0)) {
        index[axis] = next;
        from += stride;
        break;
      }
      from -= (index[axis] ?? 0) * stride;
      index[axis] = 0;
    }
  }
  return result;
}
