/** Spearman's correlation of two lists of equal length: how much they agree on the order, −1 to 1. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [ranks(a), ranks(b)];
  const mean = (a.length - 1) / 2;
  const product = (p: readonly number[], q: readonly number[]): number =>
    p.reduce((sum, value, i) => sum + (value - mean) * ((q[i] ?? 0) - mean), 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

/** Places in ascending order, from 0; real numbers are hardly ever equal. */
function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).toSorted((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const places = values.map(() => 0);
  order.forEach((index, place) => {
    places[index] = place;
  });
  return places;
}
