/** Writes the gradient at `point` and returns the value there. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface Box {
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** The most evaluations. */
  readonly evaluations: number;
  /** A step that lowers the value by less is the last one. */
  readonly leastGain: number;
}

export interface Minimum {
  readonly point: Float64Array;
  readonly value: number;
}

const MEMORY = 8;
const SUFFICIENT = 1e-4;
const TOLERANCE = 1e-6;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/**
 * A local minimum of a smooth function within a box: L-BFGS on the coordinates that no bound holds, with backtracking
 * along the projection (Bertsekas 1982). A value that is not finite counts as too high; the start must have a finite one.
 */
export function minimizeInBox(objective: Objective, start: Float64Array, box: Box): Minimum {
  return new Search(objective, start, box).run();
}

class Search {
  readonly #objective: Objective;
  readonly #box: Box;
  readonly #pairs: Pair[] = [];
  #point: Float64Array;
  #gradient: Float64Array;
  #value: number;
  #evaluations = 1;

  constructor(objective: Objective, start: Float64Array, box: Box) {
    this.#objective = objective;
    this.#box = box;
    this.#point = this.#projected(start, start, 0);
    this.#gradient = new Float64Array(start.length);
    this.#value = objective(this.#point, this.#gradient);
  }

  run(): Minimum {
    while (this.#evaluations < this.#box.evaluations) {
      const free = this.#point.map((at, index) => (this.#isHeld(at, index) ? 0 : 1));
      const slope = this.#gradient.map((part, index) => part * (free[index] as number));
      if (slope.every((part) => Math.abs(part) < TOLERANCE)) break;
      if (!this.#goAlong(this.#direction(slope, free), slope)) break;
    }
    return { point: this.#point, value: this.#value };
  }

  #isHeld(at: number, index: number): boolean {
    const part = this.#gradient[index] as number;
    return (
      (at <= (this.#box.lower[index] as number) && part > 0) ||
      (at >= (this.#box.upper[index] as number) && part < 0)
    );
  }

  #direction(slope: Float64Array, free: Float64Array): Float64Array {
    const direction = twoLoops(slope, this.#pairs).map((part, index) => part * (free[index] as number));
    if (dot(direction, slope) < 0) return direction;
    this.#pairs.length = 0;
    return twoLoops(slope, []);
  }

  /** False where no step along the direction lowers the value enough. */
  #goAlong(direction: Float64Array, slope: Float64Array): boolean {
    let length = this.#pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(slope, slope)));
    while (this.#evaluations < this.#box.evaluations) {
      const point = this.#projected(this.#point, direction, length);
      const gradient = new Float64Array(point.length);
      const value = this.#objective(point, gradient);
      this.#evaluations++;
      const step = point.map((at, index) => at - (this.#point[index] as number));
      const promised = dot(step, slope);
      if (value <= this.#value + SUFFICIENT * promised && promised < 0)
        return this.#take(point, gradient, value);
      length *= 0.4;
      if (length < 1e-8) break;
    }
    return false;
  }

  #take(point: Float64Array, gradient: Float64Array, value: number): boolean {
    const step = point.map((at, index) => at - (this.#point[index] as number));
    const change = gradient.map((part, index) => part - (this.#gradient[index] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-10 * dot(change, change)) this.#pairs.push({ step, change, curvature });
    if (this.#pairs.length > MEMORY) this.#pairs.shift();
    const gained = this.#value - value;
    this.#point = point;
    this.#gradient = gradient;
    this.#value = value;
    return gained > this.#box.leastGain;
  }

  #projected(point: Float64Array, direction: Float64Array, length: number): Float64Array {
    return point.map((at, index) =>
      Math.min(
        this.#box.upper[index] as number,
        Math.max(this.#box.lower[index] as number, at + length * (direction[index] as number)),
      ),
    );
  }
}

/** The step of L-BFGS for a slope (Nocedal 1980). */
function twoLoops(slope: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = slope.map((part) => -part);
  const weights = new Float64Array(pairs.length);
  for (let index = pairs.length - 1; index >= 0; index--) {
    const { step, change, curvature } = pairs[index] as Pair;
    weights[index] = dot(step, direction) / curvature;
    addTo(direction, change, -(weights[index] as number));
  }
  const last = pairs.at(-1);
  if (last !== undefined) scale(direction, last.curvature / dot(last.change, last.change));
  pairs.forEach(({ step, change, curvature }, index) => {
    addTo(direction, step, (weights[index] as number) - dot(change, direction) / curvature);
  });
  return direction;
}

function addTo(to: Float64Array, from: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index++)
    to[index] = (to[index] as number) + factor * (from[index] as number);
}

function scale(vector: Float64Array, factor: number): void {
  for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] as number) * factor;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index++) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
