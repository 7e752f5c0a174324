import { isTrue } from "../../conditions.ts";
import type { KindFacts } from "../facts.ts";
import { readyOutcome } from "../ready-outcome.ts";
import { scheduleKind } from "./index.ts";
import { scheduleCrd } from "./schema.ts";
import type { Schedule } from "./type.ts";

export const scheduleFacts: KindFacts<Schedule> = {
  kind: scheduleKind,
  crd: scheduleCrd,
  about: "when pipelines run by themselves, and what became of times at which they did not",
  words: ["sch"],
  conditions: ["Ready", "CaughtUp"],
  outcome: (schedule) => {
    const isPaused = schedule.spec.suspend === true && isTrue(schedule.status?.conditions, "Ready");
    return isPaused ? { state: "done", word: "Suspended" } : readyOutcome(schedule);
  },
};
