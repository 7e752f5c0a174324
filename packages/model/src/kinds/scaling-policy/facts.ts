import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { scalingPolicyConditions } from "./conditions.ts";
import { scalingPolicyKind } from "./index.ts";
import { scalingPolicyCrd } from "./schema.generated.ts";
import type { ScalingPolicy } from "./type.generated.ts";

export const scalingPolicyFacts: KindFacts<ScalingPolicy> = {
  kind: scalingPolicyKind,
  crd: scalingPolicyCrd,
  about: "by what a variant of an endpoint is scaled",
  words: ["scp"],
  conditions: scalingPolicyConditions,
  outcome: readyOutcome,
};
