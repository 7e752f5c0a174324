import { defined } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import {
  EVENT_TIME_ANNOTATION,
  type Trigger,
  type TriggerStatus,
} from "@slipway/model/kinds/trigger/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Step, StepCondition } from "#reconcile/in-steps.ts";
import { objectsSeen } from "./objects-seen.ts";
import { byTrigger, runsOf } from "./runs-of-trigger.ts";
import { takeTurns } from "./take-turns.ts";

/** Makes runs of what has happened, and lets them begin in their turn. */
export function caughtUp(artifacts: Artifacts): Step<Trigger, "CaughtUp"> {
  const seenOf = objectsSeen(artifacts);
  return {
    condition: "CaughtUp",
    async run(trigger, turn) {
      const seen = await seenOf(trigger, turn);
      const runs = await turn.cache.of(flowRunKind, turn.signal);
      const uid = trigger.metadata.uid ?? "";
      const waiting = runs.by(byTrigger, runsOf(uid, "waiting"));
      const active = runs.by(byTrigger, runsOf(uid, "active")).length;
      const begun = await takeTurns(trigger, { waiting, active, turn });
      const left = waiting.length - begun;
      const [newest] = runs.by(byTrigger, runsOf(uid, "any"), { descending: true, limit: 1 });
      const last = newest === undefined ? {} : lastOf(newest);
      return {
        condition: seen.condition ?? turnOf(trigger, { left, active: active + begun }),
        status: { ...last, ...seen.status, waiting: left },
        ...defined({ recheckAfterMs: seen.recheckAfterMs }),
      };
    },
  };
}

const lastOf = ({ metadata: { name, annotations = {} } }: FlowRun): TriggerStatus => ({
  lastRun: name,
  ...defined({ lastEventTime: annotations[EVENT_TIME_ANNOTATION] }),
});

function turnOf(
  { spec }: Trigger,
  { left, active }: { readonly left: number; readonly active: number },
): StepCondition {
  if (left === 0) return { status: "True", reason: "UpToDate", message: "All events have begun their runs" };
  if (spec.suspend === true)
    return { status: "False", reason: "Suspended", message: `${left} runs wait until the trigger goes on` };
  return {
    status: "False",
    reason: "Waiting",
    message: `${left} runs wait for their turn: ${active} of at most ${spec.maxActiveRuns ?? 1} run`,
  };
}
