/**
 * The time of a fit: choosing the strength, the temperature and training the head, in CPU seconds,
 * because machines are shared. The labels overlap, or a head can separate them.
 *
 *     node dist/bench/fit.js [PICTURES LABELS [FEATURES]]
 */

import type { KnownPicture } from "../src/learning/dataset/report.js";
import { fitHead } from "../src/learning/heads/fitHead.js";
import { syntheticFeatures } from "./syntheticFeatures.js";

const [pictures, labels, width] = process.argv.slice(2).map(Number);
const cases: [pictures: number, labels: number, features: number][] =
  pictures && labels
    ? [[pictures, labels, width ?? 1280]]
    : [
        [200, 5, 1280],
        [2000, 5, 1280],
        [5000, 10, 1280],
      ];
/** Between the labels' centres. */
const DISTANCES = { overlapping: 0.3, "nearly separable": 0.7, separable: 3 };

console.log("| Pictures × labels × features | Labels | C | Temperature | CPU |");
console.log("| --- | --- | --- | --- | --- |");
for (const [rows, labelCount, columns] of cases) {
  for (const [kind, distance] of Object.entries(DISTANCES)) {
    const { features, classes } = syntheticFeatures(rows, labelCount, columns, distance);
    const names = Array.from({ length: labelCount }, (_, label) => `label ${label}`);
    const known = Array.from(classes, (label, row): KnownPicture => {
      return { name: `${row}.jpg`, labels: [names[label] ?? ""], sha256: `${row}` };
    });
    const plain = known.map((_, row) =>
      features.values.subarray(row * columns, (row + 1) * columns),
    );
    const begun = process.cpuUsage();
    const { strength, temperature } = fitHead(
      known,
      { width: columns, plain, views: plain.map(() => []) },
      known.map((_, index) => index),
      names,
      { task: "single-label", seed: 1, balanced: false, labelSmoothing: 0 },
    );
    const { user, system } = process.cpuUsage(begun);
    const figures = [
      `${rows} × ${labelCount} × ${columns}`,
      kind,
      strength.toPrecision(3),
      temperature.toFixed(2),
      `${((user + system) / 1e6).toPrecision(3)} s`,
    ];
    console.log(`| ${figures.join(" | ")} |`);
  }
}
