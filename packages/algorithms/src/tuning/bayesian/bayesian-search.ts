import { type Random, randomStream } from "../../random-stream.ts";
import { nextUnseen } from "../random/next-unseen.ts";
import { scrambledSobol } from "../sequence/sobol.ts";
import type { Point, Space } from "../space/space.ts";
import type { Ended, Trials } from "../trials.ts";
import { improvementOn } from "./acquisition.ts";
import { maximize } from "./maximize.ts";
import { clampedTo, inside, type Region, regionAround, wholeCube } from "./region.ts";
import { modelsOf, type Surrogate } from "./surrogate.ts";
import { mixed, parentsOf } from "./transfer.ts";

/** Trials that are spread evenly before the model is asked, and results that it needs at least. */
const INITIAL = 12;
const LEAST_RESULTS = 3;
/** One trial in so many looks everywhere, the others around the best. */
const EVERYWHERE = 2;
/** Candidates all over the region, and beside each of the best trials. */
const SPREAD = 200;
const BESIDE = 20;
const BEST = 5;

/** Trials of earlier studies, a list for each. */
export type Parents = readonly (readonly Ended[])[];

/**
 * The point from which the model expects most improvement on what it takes for the best; pending trials are taken to end
 * as it expects. With parents that have a say the model is asked from the first trial on.
 */
export function bayesianSearch(
  space: Space,
  seed: number,
  { trials, parents = [] }: { readonly trials: Trials; readonly parents?: Parents },
): Point | undefined {
  const categorical = space.dimensions.map((dimension) => dimension.categorical);
  const { observed, pending } = trials;
  const results = observed.filter(({ loss }) => loss !== undefined).length;
  const elders = parentsOf(parents, trials, categorical);
  if (elders.length === 0 && (trials.count < INITIAL || results < LEAST_RESULTS)) {
    return nextUnseen(space, seed, trials);
  }
  const own = results < LEAST_RESULTS ? undefined : modelsOf(observed, pending, categorical);
  const now = mixed(own?.observed, elders);
  const later = mixed(own?.withPending, elders);
  const ranked = rankedPoints(now, own === undefined ? parents.flat() : observed);
  const random = randomStream(seed, trials.count, 1);
  const region = chosenRegion(ranked[0] as Point, {
    count: trials.count,
    random,
    lengths: own?.kernel.lengths,
  });
  const acquisition = improvementOn(now.meanAt(ranked[0] as Point), later);
  const high = maximize({ space, acquisition, region }, candidatesIn(region, space, { ranked, random }));
  return high.find((point) => !trials.seen.has(space.keyOf(point))) ?? nextUnseen(space, seed, trials);
}

interface Chance {
  readonly count: number;
  readonly random: Random;
  readonly lengths: Float64Array | undefined;
}

function chosenRegion(best: Point, { count, random, lengths }: Chance): Region {
  if (lengths === undefined || count % EVERYWHERE === 0) return wholeCube(best.length);
  return regionAround(best, lengths, random);
}

/** Points that have a trial, the best by the model first: a lucky result among noisy ones is not what others are held to. */
function rankedPoints(model: Surrogate, trials: readonly Ended[]): readonly Point[] {
  return trials
    .map(({ point }) => ({ point, mean: model.meanAt(point) }))
    .sort((one, other) => one.mean - other.mean)
    .map(({ point }) => point);
}

interface Origins {
  readonly ranked: readonly Point[];
  readonly random: Random;
}

function candidatesIn(region: Region, space: Space, { ranked, random }: Origins): readonly Point[] {
  const scramble = Math.floor(random() * 2 ** 32);
  const spread = Array.from({ length: SPREAD }, (_, index) =>
    inside(region, scrambledSobol(scramble, index, space.dimensions.length)),
  );
  const beside = ranked
    .slice(0, BEST)
    .flatMap((point) => Array.from({ length: BESIDE }, () => clampedTo(region, moved(point, random))));
  return [...spread, ...beside].map((point) => space.snap(point));
}

/** A point moved along some of its coordinates, by a step of any size down to a thousandth. */
function moved(point: Point, random: Random): Point {
  const size = 10 ** (-3 * random());
  const share = Math.max(1 / point.length, random());
  return point.map((unit) => (random() < share ? unit + size * (random() + random() - 1) : unit));
}
