import type { Categorical } from "../gaussian-process/kernel.ts";
import type { Belief } from "../gaussian-process/posterior.ts";
import type { Point } from "../space/space.ts";
import type { Ended, Trials } from "../trials.ts";
import { modelsOf, type Surrogate } from "./surrogate.ts";

/** A surrogate and how much it has a say. */
interface Weighted {
  readonly surrogate: Surrogate;
  readonly weight: number;
}

/** The say of a study's own model; a parent that ranks its trials without a fault has as much. */
const OWN = 0.75;
/** A parent that ranks this share of the pairs of trials wrongly has no say: chance does as well. */
const USELESS = 0.5;
const LEAST_RESULTS = 3;

/** Models of parents by how well they rank a study's own trials (Wistuba et al. 2016, the two-stage surrogate by ranks). */
export function parentsOf(
  parents: readonly (readonly Ended[])[],
  { observed, pending }: Pick<Trials, "observed" | "pending">,
  categorical: Categorical,
): readonly Weighted[] {
  const say = (surrogate: Surrogate) =>
    OWN * Math.max(0, 1 - (misranked(surrogate, observed) / USELESS) ** 2);
  return parents
    .filter((trials) => resultsOf(trials).length >= LEAST_RESULTS)
    .map((trials) => modelsOf(trials, pending, categorical).withPending)
    .map((surrogate) => ({ surrogate, weight: say(surrogate) }))
    .filter(({ weight }) => weight > 0);
}

function resultsOf(trials: readonly Ended[]): readonly Ended[] {
  return trials.filter(({ loss }) => loss !== undefined);
}

/** The share of pairs of results whose order a surrogate has the wrong way; 0 where there are none. */
function misranked(surrogate: Surrogate, own: readonly Ended[]): number {
  const results = resultsOf(own).map(({ point, loss }) => ({
    loss: loss as number,
    mean: surrogate.meanAt(point),
  }));
  let pairs = 0;
  let wrong = 0;
  results.forEach((one, index) => {
    for (const other of results.slice(0, index)) {
      if (one.loss === other.loss) continue;
      pairs++;
      if (one.loss < other.loss !== one.mean < other.mean) wrong++;
    }
  });
  return pairs === 0 ? 0 : wrong / pairs;
}

/**
 * A study's own model with its parents' means mixed into its own; what is uncertain is told by its own alone, or by the
 * first parent before there is one. Throws a RangeError where there is neither.
 */
export function mixed(own: Surrogate | undefined, parents: readonly Weighted[]): Surrogate {
  const all = own === undefined ? parents : [{ surrogate: own, weight: OWN }, ...parents];
  const [first] = all;
  if (first === undefined) throw new RangeError("no model to mix");
  if (all.length === 1) return first.surrogate;
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  const meanAt = (point: Point) =>
    all.reduce((sum, { surrogate, weight }) => sum + weight * surrogate.meanAt(point), 0) / total;
  return {
    meanAt,
    at: (point): Belief => ({ mean: meanAt(point), deviation: first.surrogate.at(point).deviation }),
    slopesAt: (point) => {
      const { deviation, slopes } = first.surrogate.slopesAt(point);
      const mean = new Float64Array(point.length);
      for (const { surrogate, weight } of all) {
        addTo(mean, surrogate.slopesAt(point).slopes.mean, weight / total);
      }
      return { mean: meanAt(point), deviation, slopes: { mean, deviation: slopes.deviation } };
    },
  };
}

function addTo(to: Float64Array, from: Float64Array, factor: number): void {
  for (let index = 0; index < to.length; index++) {
    to[index] = (to[index] as number) + factor * (from[index] as number);
  }
}
