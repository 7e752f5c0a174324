import type { Point } from "../space/space.ts";
import { logExpectedImprovement } from "./log-expected-improvement.ts";
import type { Surrogate } from "./surrogate.ts";

/** A function over the unit cube whose highest point is wanted. */
export interface Acquisition {
  readonly at: (point: Point) => number;
  /** Also writes the gradient by the coordinates; zero for categorical ones. */
  readonly withGradient: (point: Point, gradient: Float64Array) => number;
}

/** How much better than `best` a trial is expected to be, as a logarithm. */
export function improvementOn(best: number, surrogate: Surrogate): Acquisition {
  return {
    at: (point) => {
      const { mean, deviation } = surrogate.at(point);
      return logExpectedImprovement(mean, deviation, best).value;
    },
    withGradient: (point, gradient) => {
      const { mean, deviation, slopes } = surrogate.slopesAt(point);
      const { value, byMean, byDeviation } = logExpectedImprovement(mean, deviation, best);
      for (let index = 0; index < gradient.length; index++) {
        gradient[index] =
          byMean * (slopes.mean[index] as number) + byDeviation * (slopes.deviation[index] as number);
      }
      return value;
    },
  };
}
