import { randomStream } from "../../random-stream.ts";
import { nextUnseen } from "../random/next-unseen.ts";
import type { Point, Space } from "../space/space.ts";
import type { Trials } from "../trials.ts";
import { Mixture } from "./mixture.ts";

const INITIAL = 10;
const CANDIDATES = 24;
const MOST_GOOD = 25;

/**
 * A point that is likelier among good trials than among the others (tree-structured Parzen estimator, Bergstra et al.
 * 2011, with all dimensions in one kernel). Failed trials are among the others, and so are pending ones, as if they had
 * the worst result (constant liar): parallel trials keep away from each other.
 */
export function tpeSearch(space: Space, seed: number, trials: Trials): Point | undefined {
  const ended = trials.observed.filter(({ loss }) => loss !== undefined);
  if (trials.count < INITIAL || ended.length < 2) return nextUnseen(space, seed, trials);
  const ranked = [...ended].sort((one, other) => (one.loss as number) - (other.loss as number));
  const good = Math.min(Math.ceil(0.1 * ranked.length), MOST_GOOD);
  const failed = trials.observed.filter(({ loss }) => loss === undefined);
  const others = [...ranked.slice(good), ...failed].map(({ point }) => point);
  const likely = new Mixture(
    space,
    ranked.slice(0, good).map(({ point }) => point),
  );
  const unlikely = new Mixture(space, [...others, ...trials.pending]);
  const random = randomStream(seed, trials.count, 2);
  const drawn = Array.from({ length: CANDIDATES }, () => likely.draw(random));
  const scored = drawn
    .filter((point) => !trials.seen.has(space.keyOf(point)))
    .map((point) => ({ point, score: likely.logDensity(point) - unlikely.logDensity(point) }));
  if (scored.length === 0) return nextUnseen(space, seed, trials);
  return scored.reduce((one, other) => (other.score > one.score ? other : one)).point;
}
