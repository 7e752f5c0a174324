import type { Range, Values } from "../../packages/algorithms/src/tuning/space/range.ts";
import type { Task } from "./task.ts";

/** A published test function over a box of reals, to be minimised. */
interface Box {
  readonly name: string;
  readonly ends: readonly (readonly [number, number])[];
  readonly at: (x: readonly number[]) => number;
}

const { PI, E, cos, sin, exp, sqrt, abs } = Math;

const HARTMANN = {
  three: {
    widths: [
      [3, 10, 30],
      [0.1, 10, 35],
      [3, 10, 30],
      [0.1, 10, 35],
    ],
    centres: [
      [3689, 1170, 2673],
      [4699, 4387, 7470],
      [1091, 8732, 5547],
      [381, 5743, 8828],
    ],
  },
  six: {
    widths: [
      [10, 3, 17, 3.5, 1.7, 8],
      [0.05, 10, 17, 0.1, 8, 14],
      [3, 3.5, 1.7, 10, 17, 8],
      [17, 8, 0.05, 10, 0.1, 14],
    ],
    centres: [
      [1312, 1696, 5569, 124, 8283, 5886],
      [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650],
      [4047, 8828, 8732, 5743, 1091, 381],
    ],
  },
} as const;

/** As in Surjanovic and Bingham's library; where the optimum is the middle of the usual box, the box is moved. */
const BOXES: readonly Box[] = [
  {
    name: "Branin",
    ends: [
      [-5, 10],
      [0, 15],
    ],
    at: ([x = 0, y = 0]) =>
      (y - (5.1 / (4 * PI ** 2)) * x * x + (5 / PI) * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10,
  },
  {
    name: "Goldstein-Price, log",
    ends: cube(2, -2, 2),
    at: ([x = 0, y = 0]) =>
      Math.log(
        (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y)) *
          (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y)),
      ),
  },
  { name: "Hartmann 3", ends: cube(3, 0, 1), at: hartmann("three") },
  { name: "Hartmann 6", ends: cube(6, 0, 1), at: hartmann("six") },
  {
    name: "Ackley 5",
    ends: cube(5, -15, 30),
    at: (x) =>
      20 + E - 20 * exp(-0.2 * sqrt(mean(x.map((v) => v * v)))) - exp(mean(x.map((v) => cos(2 * PI * v)))),
  },
  {
    name: "Rosenbrock 4",
    ends: cube(4, -5, 10),
    at: (x) =>
      sum(
        x.slice(1).map((next, i) => 100 * (next - (x[i] as number) ** 2) ** 2 + (1 - (x[i] as number)) ** 2),
      ),
  },
  { name: "Levy 6", ends: cube(6, -10, 10), at: levy },
  {
    name: "Rastrigin 4",
    ends: cube(4, -2.5, 7.5),
    at: (x) => 10 * x.length + sum(x.map((v) => v * v - 10 * cos(2 * PI * v))),
  },
  {
    name: "Styblinski-Tang 5",
    ends: cube(5, -5, 5),
    at: (x) => sum(x.map((v) => v ** 4 - 16 * v * v + 5 * v)) / 2,
  },
  {
    name: "Michalewicz 5",
    ends: cube(5, 0, PI),
    at: (x) => -sum(x.map((v, i) => sin(v) * sin(((i + 1) * v * v) / PI) ** 20)),
  },
  {
    name: "Griewank 6",
    ends: cube(6, -200, 400),
    at: (x) =>
      1 + sum(x.map((v) => (v * v) / 4000)) - x.reduce((product, v, i) => product * cos(v / sqrt(i + 1)), 1),
  },
  {
    name: "Alpine 8",
    ends: cube(8, -6, 10),
    at: (x) => sum(x.map((v) => abs(v * sin(v) + 0.1 * v))),
  },
];

export const FUNCTIONS: readonly Task[] = BOXES.map(({ name, ends, at }) => {
  const ranges: readonly Range[] = ends.map(([min, max], index) => ({
    type: "Continuous",
    name: `x${index}`,
    min,
    max,
    scaling: "Linear",
  }));
  return { name, ranges, loss: (values: Values) => at(ranges.map((range) => Number(values[range.name]))) };
});

function cube(dimensions: number, min: number, max: number): readonly (readonly [number, number])[] {
  return Array.from({ length: dimensions }, () => [min, max] as const);
}

function levy(x: readonly number[]): number {
  const w = x.map((v) => 1 + (v - 1) / 4);
  const last = w.at(-1) as number;
  const inner = w.slice(0, -1).map((v) => (v - 1) ** 2 * (1 + 10 * sin(PI * v + 1) ** 2));
  return sin(PI * (w[0] as number)) ** 2 + sum(inner) + (last - 1) ** 2 * (1 + sin(2 * PI * last) ** 2);
}

function hartmann(dimensions: "three" | "six"): Box["at"] {
  const { widths, centres } = HARTMANN[dimensions];
  return (x) =>
    -sum(
      [1, 1.2, 3, 3.2].map(
        (weight, term) =>
          weight *
          exp(
            -sum(
              x.map(
                (v, i) => (widths[term]?.[i] as number) * (v - 1e-4 * (centres[term]?.[i] as number)) ** 2,
              ),
            ),
          ),
      ),
    );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
