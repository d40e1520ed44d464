import assert from "node:assert/strict";
import { test } from "node:test";
import { minimize, type Objective } from "../../../src/learning/regression/lbfgs.js";

const exact = { gradientTolerance: 1e-9, decreaseTolerance: 0, iterations: 500 };
const nowhere = { gradientTolerance: 0, decreaseTolerance: 0, iterations: 300 };

/** Σ 100·(x₂ - x₁²)² + (1 - x₁)² over pairs; minimum 0 where all are 1. */
const rosenbrock: Objective = (point, gradient) => {
  let value = 0;
  for (let i = 0; i < point.length; i += 2) {
    const x = point[i] ?? 0;
    const rise = (point[i + 1] ?? 0) - x * x;
    value += 100 * rise * rise + (1 - x) ** 2;
    gradient[i] = -400 * x * rise - 2 * (1 - x);
    gradient[i + 1] = 200 * rise;
  }
  return value;
};

const quadratic =
  (scales: readonly number[]): Objective =>
  (point, gradient) =>
    scales.reduce((value, scale, i) => {
      const x = (point[i] ?? 0) - 1;
      gradient[i] = scale * x;
      return value + (scale * x * x) / 2;
    }, 0);

test("Rosenbrock's valley is followed to its end", () => {
  const start = Float64Array.of(-1.2, 1, 3, -4);
  const { point, reason, iterations, gradientNorm } = minimize(rosenbrock, start, exact);
  for (const x of point) assert.ok(Math.abs(x - 1) < 1e-8, `${x}`);
  assert.equal(reason, "gradient");
  assert.ok(gradientNorm <= 1e-9);
  assert.ok(iterations < 100, `${iterations} iterations`);
  assert.deepEqual(start, Float64Array.of(-1.2, 1, 3, -4));
});

test("the inverse Hessian as preconditioner makes a quadratic function easy", () => {
  const scales = Array.from({ length: 40 }, (_, i) => 10 ** (((i * 37) % 40) / 5 - 4));
  const start = new Float64Array(40);
  const plain = minimize(quadratic(scales), start, exact);
  const easy = minimize(quadratic(scales), start, {
    ...exact,
    precondition: (vector) => vector.forEach((x, i) => (vector[i] = (3 * x) / (scales[i] ?? 0))),
  });
  assert.equal(easy.reason, "gradient");
  assert.ok(easy.iterations <= 3, `${easy.iterations} iterations`);
  assert.ok(plain.iterations > 20, `${plain.iterations} iterations`);
});

test("each rule stops it", () => {
  const scales = [1, 20, 400];
  const start = Float64Array.of(5, 5, 5);
  const stop = (change: object) => minimize(quadratic(scales), start, { ...nowhere, ...change });
  assert.equal(stop({ gradientTolerance: 10 }).reason, "gradient");
  assert.equal(stop({ decreaseTolerance: 0.5 }).reason, "decrease");
  assert.deepEqual(
    [stop({ iterations: 2 }).reason, stop({ iterations: 2 }).iterations],
    ["iterations", 2],
  );
  assert.equal(minimize(rosenbrock, Float64Array.of(1, 1), exact).iterations, 0);
});

test("hostile functions end in a finite point that is no worse than the start", () => {
  const hostile: Record<string, Objective> = {
    "has no lower bound": (point, gradient) => {
      gradient.fill(-1);
      return -(point[0] ?? 0) - (point[1] ?? 0);
    },
    "has a wall": (point, gradient) => {
      const [x = 0] = point;
      gradient.set([x < 2 ? 1 / (x - 2) : Number.NaN, 0]);
      return x < 2 ? Math.log(2 - x) : Number.NaN;
    },
    overflows: (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient.set([Math.exp(x) - 1e-300, 4 * y ** 3]);
      return Math.exp(x) - 1e-300 * x + y ** 4;
    },
    "lies about its gradient": (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient.set([-2 * x, 3 - y]);
      return x * x + y * y;
    },
    "has a kink": (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient.set([Math.sign(x - 0.3), 5 * Math.sign(y + 0.7)]);
      return Math.abs(x - 0.3) + 5 * Math.abs(y + 0.7);
    },
    "loses its gradient": (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient.set([x < -1 ? Number.NaN : 1, y]);
      return x + (y * y) / 2;
    },
    "is flat": (_, gradient) => {
      gradient.fill(1e-200);
      return 7;
    },
    "is noisy": (point, gradient) => {
      const [x = 0, y = 0] = point;
      gradient.set([x, y]);
      return x * x + y * y + 1e-3 * Math.sin(1e9 * x);
    },
  };
  for (const [name, objective] of Object.entries(hostile)) {
    let evaluations = 0;
    const counted: Objective = (point, gradient) => {
      evaluations++;
      return objective(point, gradient);
    };
    const start = Float64Array.of(1, 1.5);
    const { point, value, reason, gradientNorm } = minimize(counted, start, nowhere);
    assert.ok(Number.isFinite(gradientNorm), `${name}: gradient ${gradientNorm}`);
    assert.ok(point.every(Number.isFinite), `${name}: ${point.join(" ")}, ${reason}`);
    assert.ok(value <= objective(start, new Float64Array(2)), `${name}: ${value}, ${reason}`);
    assert.equal(value, objective(point, new Float64Array(2)), name);
    assert.ok(evaluations < 300 * 42, `${name}: ${evaluations} evaluations`);
  }
});

test("a start that is not finite is refused", () => {
  assert.throws(() => minimize(() => Number.NaN, new Float64Array(1), exact), RangeError);
});
