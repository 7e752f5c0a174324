import type { Random } from "../../random-stream.ts";
import { cumulative, quantile } from "../numerics/normal.ts";
import type { Point, Space } from "../space/space.ts";

const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);
/** How much of a categorical component's weight lies on its own value, before the number of components counts. */
const SMOOTHING = 1;

/** One coordinate of a component: a normal distribution cut off at 0 and 1. */
interface Bump {
  readonly below: number;
  readonly mass: number;
}

/**
 * A mixture of one product kernel around each point, and of one that is spread over the whole cube (the multivariate
 * estimator of Falkner et al. 2018 with the widths of Watanabe 2023, arXiv 2304.11127).
 */
export class Mixture {
  readonly #space: Space;
  readonly #points: readonly Point[];
  readonly #width: number;
  /** Of each component and dimension. */
  readonly #bumps: readonly (readonly Bump[])[];

  constructor(space: Space, points: readonly Point[]) {
    this.#space = space;
    this.#points = points;
    const scott = 0.2 * Math.max(1, points.length) ** (-1 / (space.dimensions.length + 4));
    this.#width = Math.max(scott, 1 / Math.min(100, points.length + 2));
    this.#bumps = points.map((point) => Array.from(point, (centre) => bump(centre, this.#width)));
  }

  draw(random: Random): Point {
    const component = Math.floor(random() * (this.#points.length + 1));
    const centre = this.#points[component];
    const drawn = this.#space.dimensions.map((dimension, index) => {
      if (centre === undefined) return random();
      if (dimension.categorical) return this.#drawValue(dimension, centre[index] as number, random);
      const { below, mass } = (this.#bumps[component] as readonly Bump[])[index] as Bump;
      return (centre[index] as number) + this.#width * quantile(clampShare(below + random() * mass));
    });
    return this.#space.snap(Float64Array.from(drawn));
  }

  #drawValue({ count, unitAt }: Space["dimensions"][number], centre: number, random: Random): number {
    return random() < this.#ownShare() ? centre : unitAt(Math.floor(random() * count));
  }

  /** The share of a categorical component's weight that is its own value's, the rest going to all values alike. */
  #ownShare(): number {
    const components = this.#points.length + 1;
    return components / (components + SMOOTHING * 2);
  }

  logDensity(point: Point): number {
    let sum = 1;
    this.#points.forEach((centre, component) => {
      sum += this.#ratio(point, centre, this.#bumps[component] as readonly Bump[]);
    });
    return Math.log(sum / (this.#points.length + 1));
  }

  /** A component's density over that of the uniform one. */
  #ratio(point: Point, centre: Point, bumps: readonly Bump[]): number {
    let product = 1;
    this.#space.dimensions.forEach(({ categorical, count }, index) => {
      const at = point[index] as number;
      if (categorical)
        product *= 1 - this.#ownShare() + (at === centre[index] ? this.#ownShare() * count : 0);
      else
        product *= this.#height((at - (centre[index] as number)) / this.#width) / (bumps[index] as Bump).mass;
    });
    return product;
  }

  #height(z: number): number {
    return Math.exp(-0.5 * z * z) / (ROOT_TWO_PI * this.#width);
  }
}

function bump(centre: number, width: number): Bump {
  const below = cumulative(-centre / width);
  return { below, mass: cumulative((1 - centre) / width) - below };
}

function clampShare(share: number): number {
  return Math.min(1 - 1e-15, Math.max(1e-300, share));
}
