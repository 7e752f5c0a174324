import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { flowKind } from "./index.ts";
import { flowCrd } from "./schema.ts";
import type { Flow } from "./type.ts";

export const flowFacts: KindFacts<Flow> = {
  kind: flowKind,
  crd: flowCrd,
  about: "the steps of pipelines and what each of them waits for",
  words: ["fl"],
  conditions: ["Ready"],
  outcome: readyOutcome,
};
