import type { AlgorithmFacts } from "../facts.ts";

/** A `train.py` of the user's own, under SageMaker's script mode. */
export const script: AlgorithmFacts = { name: "script", metrics: [], runsSource: true };
