/**
 * Finds the indices of the k largest scores, largest first. Equal scores keep the order of their
 * indices.
 *
 * A binary heap holds the best k so far, with the worst of them on top. So 21,841 scores need one
 * comparison each and a few swaps, but no sort.
 *
 * @param k maximum number of indices, 0 or more
 */
export function topK(scores: ArrayLike<number>, k: number): number[] {
  const heap: number[] = [];
  const score = (index: number): number => scores[index] ?? Number.NEGATIVE_INFINITY;
  const worse = (a: number, b: number): boolean =>
    score(a) < score(b) || (score(a) === score(b) && a > b);

  const capacity = Math.min(k, scores.length);
  for (let index = 0; index < scores.length; index++) {
    if (heap.length < capacity) {
      heap.push(index);
      if (heap.length === capacity) heapify(heap, worse);
    } else if (capacity > 0 && worse(heap[0] ?? 0, index)) {
      heap[0] = index;
      siftDown(heap, 0, worse);
    }
  }
  return heap.toSorted((a, b) => (worse(a, b) ? 1 : -1));
}

type Order = (a: number, b: number) => boolean;

function heapify(heap: number[], before: Order): void {
  for (let node = (heap.length >> 1) - 1; node >= 0; node--) siftDown(heap, node, before);
}

/** Moves the value at `node` down until no child comes before it. */
function siftDown(heap: number[], node: number, before: Order): void {
  const value = heap[node] ?? 0;
  for (;;) {
    let child = 2 * node + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
    if (!before(heap[child] ?? 0, value)) break;
    heap[node] = heap[child] ?? 0;
    node = child;
  }
  heap[node] = value;
}
