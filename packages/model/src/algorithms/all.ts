import { type AlgorithmFacts, imageOf } from "./facts.ts";
import { script } from "./script/facts.ts";
import { xgboost } from "./xgboost/facts.ts";

/** Every built-in program; `packages/algorithms` has a folder of each name. */
export const ALGORITHMS: readonly AlgorithmFacts[] = [xgboost, script];

/** The row whose image this is; undefined for any other image. */
export const algorithmOf = (image: string): AlgorithmFacts | undefined =>
  ALGORITHMS.find((facts) => imageOf(facts) === image);
