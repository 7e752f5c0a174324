import { bayesianSearch } from "./bayesian/bayesian-search.ts";
import { gridSearch } from "./grid/grid-search.ts";
import { nextUnseen } from "./random/next-unseen.ts";
import type { Values } from "./space/range.ts";
import { type Point, Space } from "./space/space.ts";
import type { History, Study } from "./study.ts";
import { tpeSearch } from "./tpe/tpe-search.ts";
import { endedTrials, type Trials, trialsOf } from "./trials.ts";

/** Beyond so many dimensions or results, a Gaussian process takes more time than it saves. */
const MOST_DIMENSIONS = 20;
const MOST_RESULTS = 300;

/**
 * The values of the next trial; `undefined` where every combination has one. It follows from its arguments alone, in
 * any process at any time. Values of one trial are never proposed again while the space has others. Throws a RangeError
 * that names the fault for ranges that cannot be searched.
 */
export function propose(study: Study, history: History): Values | undefined {
  const space = new Space(study.ranges);
  const point = search(study, space, trialsOf(space, study, withIdentical(study, history)));
  return point && space.valuesAt(point);
}

function search(study: Study, space: Space, trials: Trials): Point | undefined {
  switch (study.strategy) {
    case "Random":
      return nextUnseen(space, study.seed, trials);
    case "Grid":
      return gridSearch(space, trials);
    case "TPE":
      return tpeSearch(space, study.seed, trials);
    case "Hyperband":
    case "Bayesian":
      return modelled(study, space, trials);
  }
}

function modelled(study: Study, space: Space, trials: Trials): Point | undefined {
  const tooMuch = space.dimensions.length > MOST_DIMENSIONS || trials.observed.length > MOST_RESULTS;
  if (tooMuch) return tpeSearch(space, study.seed, trials);
  const { type, parents = [] } = study.warmStart ?? {};
  const elders =
    type === "TransferLearning" ? parents.map((parent) => endedTrials(space, study, parent)) : [];
  return bayesianSearch(space, study.seed, { trials, parents: elders });
}

/** Results of the same data and algorithm are results of this study. */
function withIdentical({ warmStart }: Study, { observed, pending }: History): History {
  if (warmStart?.type !== "IdenticalDataAndAlgorithm") return { observed, pending };
  return { observed: [...warmStart.parents.flat(), ...observed], pending };
}
