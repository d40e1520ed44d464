import type { Features } from "../src/learning/regression/design.js";
import { Random } from "../test/random.js";

/** Directions in which pictures differ; the first ones tell the labels apart. */
const LATENT = 64;

/**
 * Features that resemble those of an image encoder: never negative, correlated, with scales that
 * differ tenfold, as those of EfficientNet-Lite0 do.
 *
 * @param distance between the labels' centres; from about 3 on a linear head separates them
 */
export function syntheticFeatures(
  rows: number,
  labels: number,
  columns: number,
  distance = 0.7,
): { features: Features; classes: Int32Array } {
  const random = new Random(rows + labels);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, normal);
  const mixing = normals(columns * LATENT);
  const centres = normals(labels * LATENT);
  const scales = Float64Array.from({ length: columns }, () => 10 ** random.next());
  const classes = Int32Array.from({ length: rows }, (_, row) => row % labels);
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const latent = normals(LATENT).map((x, i) => {
      const centre = centres[(classes[row] ?? 0) * LATENT + i] ?? 0;
      return (distance * centre + x) / Math.sqrt(1 + i);
    });
    for (let column = 0; column < columns; column++) {
      let sum = 0.3 * normal();
      for (let i = 0; i < LATENT; i++) sum += (mixing[column * LATENT + i] ?? 0) * (latent[i] ?? 0);
      values[row * columns + column] = Math.max(0, sum) * (scales[column] ?? 0);
    }
  }
  return { features: { values, rows, columns }, classes };
}
