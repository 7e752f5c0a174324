import type { KindFacts, Outcome } from "../facts.ts";
import { backfillKind } from "./index.ts";
import { backfillCrd } from "./schema.ts";
import type { Backfill, BackfillPhase } from "./type.ts";

const STATES: Readonly<Record<BackfillPhase, Outcome["state"]>> = {
  Pending: "working",
  Running: "working",
  Succeeded: "done",
  Failed: "failed",
  Canceled: "stopped",
};

export const backfillFacts: KindFacts<Backfill> = {
  kind: backfillKind,
  crd: backfillCrd,
  about: "which slots of a schedule are run for a range of time, and how far that has come",
  words: ["bf"],
  conditions: ["Accepted", "Finished"],
  stops: true,
  outcome: ({ status }) => {
    const word = status?.phase ?? "Pending";
    return { state: STATES[word], word };
  },
};
