import { expect, test } from "vitest";
import reference from "../testdata/reference.json" with { type: "json" };
import { factor, inverseOf, solveLower, solveUpper } from "./cholesky.ts";
import { minimizeInBox } from "./minimize-in-box.ts";
import { cumulative, density, quantile } from "./normal.ts";

const near = (value: number, expected: number, relative: number) =>
  expect(Math.abs(value - expected), `${value} is ${expected}`).toBeLessThanOrEqual(
    relative * Math.abs(expected),
  );

test.each(reference.normal)(
  "the normal distribution at $z is mpmath's",
  ({ z, density: height, cumulative: below }) => {
    near(density(z), height, 1e-12);
    near(cumulative(z), below, 1e-12);
  },
);

test.each(reference.quantile)("the quantile of %s is mpmath's", (share, expected) => {
  expect(quantile(share as number)).toBeCloseTo(expected as number, 11);
});

test("factor, solutions and inverse are NumPy's", () => {
  const { matrix, lower, right, solution, inverse } = reference.cholesky;
  const size = matrix.length;
  const factored = Float64Array.from(matrix.flat());
  expect(factor(factored, size)).toBe(true);
  const vector = Float64Array.from(right);
  solveLower(factored, size, vector);
  solveUpper(factored, size, vector);
  const inverted = inverseOf(factored, size);
  for (let row = 0; row < size; row++) {
    expect(vector[row]).toBeCloseTo(solution[row] as number, 10);
    for (let column = 0; column <= row; column++) {
      expect(factored[row * size + column]).toBeCloseTo(lower[row]?.[column] as number, 11);
      expect(inverted[row * size + column]).toBeCloseTo(inverse[row]?.[column] as number, 11);
    }
  }
});

test("a matrix that is not positive definite is told", () => {
  expect(factor(Float64Array.of(1, 0, 2, 1), 2)).toBe(false);
});

test("a minimum at bounds is the one that SciPy's L-BFGS-B finds", () => {
  const { start, bounds, point, value } = reference.boundedMinimum;
  const found = minimizeInBox(rosenbrock, Float64Array.from(start), {
    lower: bounds.map(([lower]) => lower as number),
    upper: bounds.map(([, upper]) => upper as number),
    evaluations: 500,
    leastGain: 1e-12,
  });
  expect(found.value).toBeCloseTo(value, 6);
  found.point.forEach((at, index) => {
    expect(at).toBeCloseTo(point[index] as number, 3);
  });
});

test("no more evaluations are made than asked for, and a value that is not finite is kept away from", () => {
  let evaluations = 0;
  const found = minimizeInBox(
    (point, gradient) => {
      evaluations++;
      const [at = 0] = point;
      gradient[0] = 1 / at + 2 * (at - 3);
      return at <= 0 ? Number.NaN : Math.log(at) + (at - 3) ** 2;
    },
    Float64Array.of(0.5),
    { lower: [-5], upper: [5], evaluations: 25, leastGain: 1e-12 },
  );
  expect(evaluations).toBeLessThanOrEqual(25);
  expect(found.point[0]).toBeGreaterThan(0);
  expect(Number.isFinite(found.value)).toBe(true);
});

function rosenbrock(x: Float64Array, gradient: Float64Array): number {
  gradient.fill(0);
  let sum = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const at = x[i] as number;
    const valley = (x[i + 1] as number) - at * at;
    sum += 100 * valley * valley + (1 - at) ** 2;
    gradient[i] = (gradient[i] as number) - 400 * at * valley - 2 * (1 - at);
    gradient[i + 1] = (gradient[i + 1] as number) + 200 * valley;
  }
  return sum;
}
