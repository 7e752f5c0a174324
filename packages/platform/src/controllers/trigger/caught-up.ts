import { defined } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import {
  EVENT_TIME_ANNOTATION,
  type Trigger,
  type TriggerStatus,
} from "@slipway/model/kinds/trigger/index.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Step, StepCondition, StepResult } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { makeRuns } from "./make-runs.ts";
import { isNoBucket, newObjects } from "./new-objects.ts";
import { byTrigger, runsOf } from "./runs-of-trigger.ts";
import { takeTurns } from "./take-turns.ts";

const POLL_SECONDS = 30;
const AT_ONCE_MS = 1;
/** Of objects that may be told of late. */
const MOST_RECENT = 500;

/** Makes runs of what has happened, and lets them begin in their turn. */
export function caughtUp(artifacts: Artifacts): Step<Trigger, "CaughtUp"> {
  return {
    condition: "CaughtUp",
    async run(trigger, turn) {
      const seen = await objectsSeen(trigger, { artifacts, turn });
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

/** Of a trigger of objects: what was found, and what is known from now on. */
async function objectsSeen(
  trigger: Trigger,
  { artifacts, turn }: { readonly artifacts: Artifacts; readonly turn: Turn },
): Promise<StepResult<Trigger>> {
  const { spec, status = {} } = trigger;
  if (spec.objects === undefined || spec.suspend === true) return {};
  const pollMs = (spec.objects.pollSeconds ?? POLL_SECONDS) * 1_000;
  try {
    const found = await newObjects(trigger, spec.objects, { artifacts, signal: turn.signal, now: turn.now });
    await makeRuns(trigger, found.events, turn);
    const digests = found.events.map(({ digest }) => digest);
    return {
      status: {
        recent: [...(status.recent ?? []), ...digests].slice(-MOST_RECENT),
        ...defined({ handledUntil: handledUntil(status, found) }),
      },
      recheckAfterMs: found.hasMore ? AT_ONCE_MS : pollMs,
    };
  } catch (error) {
    if (!isNoBucket(error)) throw error;
    const message = `${(error as Error).message} Objects are looked for once it does.`;
    return { condition: { status: "False", reason: "NoBucket", message }, recheckAfterMs: pollMs };
  }
}

const lastOf = ({ metadata: { name, annotations = {} } }: FlowRun): TriggerStatus => ({
  lastRun: name,
  ...defined({ lastEventTime: annotations[EVENT_TIME_ANNOTATION] }),
});

function handledUntil(
  { handledUntil: before }: TriggerStatus,
  { events, newest, hasMore }: Awaited<ReturnType<typeof newObjects>>,
): string | undefined {
  const until = hasMore ? events.at(-1)?.time : newest?.toISOString();
  return until === undefined || (before !== undefined && before >= until) ? before : until;
}

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
