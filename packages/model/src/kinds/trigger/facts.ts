import { isTrue } from "../../conditions.ts";
import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { triggerKind } from "./index.ts";
import { triggerCrd } from "./schema.ts";
import type { Trigger } from "./type.ts";

export const triggerFacts: KindFacts<Trigger> = {
  kind: triggerKind,
  crd: triggerCrd,
  about:
    "which events start pipelines, objects that are written or calls from elsewhere, and which wait for their turn",
  words: ["trg"],
  conditions: ["Ready", "CaughtUp"],
  outcome: (trigger) => {
    const isPaused = trigger.spec.suspend === true && isTrue(trigger.status?.conditions, "Ready");
    return isPaused ? { state: "done", word: "Suspended" } : readyOutcome(trigger);
  },
};
