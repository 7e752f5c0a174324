import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { nodePoolKind } from "./index.ts";
import { nodePoolCrd } from "./schema.ts";
import type { NodePool } from "./type.ts";

export const nodePoolFacts: KindFacts<NodePool> = {
  kind: nodePoolKind,
  crd: nodePoolCrd,
  about: "which machines an instance type means",
  words: ["np"],
  conditions: ["Ready"],
  outcome: readyOutcome,
};
