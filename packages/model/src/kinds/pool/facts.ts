import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { poolKind } from "./index.ts";
import { poolCrd } from "./schema.ts";
import type { Pool } from "./type.ts";

export const poolFacts: KindFacts<Pool> = {
  kind: poolKind,
  crd: poolCrd,
  about: "how many steps of pipelines may do something at once, across runs, and which do",
  words: ["pl"],
  conditions: ["Ready"],
  outcome: readyOutcome,
};
