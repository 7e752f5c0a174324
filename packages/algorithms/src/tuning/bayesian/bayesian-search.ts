import { type Random, randomStream } from "../../random-stream.ts";
import { nextUnseen } from "../random/next-unseen.ts";
import { scrambledSobol } from "../sequence/sobol.ts";
import type { Point, Space } from "../space/space.ts";
import type { Trials } from "../trials.ts";
import { improvementOn } from "./acquisition.ts";
import { maximize } from "./maximize.ts";
import { clampedTo, inside, type Region, regionAround, wholeCube } from "./region.ts";
import { type Models, modelsOf } from "./surrogate.ts";

/** Trials that are spread evenly before the model is asked, and results that it needs at least. */
const INITIAL = 12;
const LEAST_RESULTS = 3;
/** One trial in so many looks everywhere, the others around the best. */
const EVERYWHERE = 2;
/** Candidates all over the region, and beside each of the best trials. */
const SPREAD = 200;
const BESIDE = 20;
const BEST = 5;

/** The point from which the model expects most improvement on what it takes for the best; pending trials are taken to end as it expects. */
export function bayesianSearch(space: Space, seed: number, trials: Trials): Point | undefined {
  const results = trials.observed.filter(({ loss }) => loss !== undefined).length;
  if (trials.count < INITIAL || results < LEAST_RESULTS) return nextUnseen(space, seed, trials);
  const categorical = space.dimensions.map((dimension) => dimension.categorical);
  const models = modelsOf(trials.observed, trials.pending, categorical);
  const ranked = rankedPoints(models, trials);
  const [first] = ranked;
  if (first === undefined) return nextUnseen(space, seed, trials);
  const random = randomStream(seed, trials.count, 1);
  const region =
    trials.count % EVERYWHERE === 0
      ? wholeCube(space.dimensions.length)
      : regionAround(first, models.kernel.lengths, random);
  const acquisition = improvementOn(models.observed.meanAt(first), models.withPending);
  const high = maximize({ space, acquisition, region }, candidatesIn(region, space, { ranked, random }));
  return high.find((point) => !trials.seen.has(space.keyOf(point))) ?? nextUnseen(space, seed, trials);
}

/** The observed points, the best by the model first: a lucky result among noisy ones is not what others are held to. */
function rankedPoints({ observed }: Models, trials: Trials): readonly Point[] {
  return trials.observed
    .map(({ point }) => ({ point, mean: observed.meanAt(point) }))
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
