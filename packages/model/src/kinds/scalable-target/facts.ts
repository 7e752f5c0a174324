import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { scalableTargetConditions } from "./conditions.ts";
import { scalableTargetKind } from "./index.ts";
import { scalableTargetCrd } from "./schema.generated.ts";
import type { ScalableTarget } from "./type.generated.ts";

export const scalableTargetFacts: KindFacts<ScalableTarget> = {
  kind: scalableTargetKind,
  crd: scalableTargetCrd,
  about: "between which numbers of instances a variant of an endpoint is scaled",
  words: ["sct"],
  conditions: scalableTargetConditions,
  outcome: readyOutcome,
};
