import { findCondition } from "../../conditions.ts";
import type { KindFacts, Outcome } from "../facts.ts";
import { flowRunKind } from "./index.ts";
import { placeOfRun } from "./place.ts";
import { RUN_REFUSALS } from "./refusals.ts";
import { flowRunCrd } from "./schema.ts";
import type { FlowRun, FlowRunPhase } from "./type.ts";

const STATES: Readonly<Record<FlowRunPhase, Outcome["state"]>> = {
  Pending: "working",
  Running: "working",
  Succeeded: "done",
  Failed: "failed",
  Canceled: "stopped",
};

/** Why a run never begins, for good. */
const REFUSALS: ReadonlySet<string> = new Set(RUN_REFUSALS);

export const flowRunFacts: KindFacts<FlowRun> = {
  kind: flowRunKind,
  crd: flowRunCrd,
  about: "which steps of a pipeline have run, and what came of them",
  words: ["fr", "run", "runs"],
  conditions: ["Accepted", "Finished"],
  stops: true,
  gives: ({ status }) => ({ results: status?.results }),
  results: placeOfRun,
  outcome: ({ status }) => {
    if (REFUSALS.has(findCondition(status?.conditions, "Accepted")?.reason ?? ""))
      return { state: "failed", word: "Refused" };
    const word = status?.phase ?? "Pending";
    return { state: STATES[word], word };
  },
};
