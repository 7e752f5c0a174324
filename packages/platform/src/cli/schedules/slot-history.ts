import { type Cost, usualCost } from "@slipway/model/kinds/flow-run/cost.ts";
import { type FlowRun, flowRunKind, slotKeyOf } from "@slipway/model/kinds/flow-run/index.ts";
import { outcomeOf, SCHEDULE_LABEL } from "@slipway/model/kinds/schedule/index.ts";
import type { SlotOutcome } from "@slipway/model/schedules/index.ts";
import type { Session } from "../session/session.ts";

/** What the runs of a schedule tell of its slots. */
export interface SlotHistory {
  outcomeOf(key: string): SlotOutcome | undefined;
  /** How long the newest that succeeded took, on average; undefined where none has. */
  readonly usualMs: number | undefined;
  /** What these cost, on average; undefined where none tells. */
  readonly usualCost: Cost | undefined;
}

/** Of so many runs the time is taken. */
const MOST_TIMED = 20;

export async function slotHistory(session: Session, schedule: string): Promise<SlotHistory> {
  const { kubernetes } = await session.client();
  const bySlot = new Map<string, FlowRun[]>();
  const where = { namespace: await session.namespace(), labelSelector: `${SCHEDULE_LABEL}=${schedule}` };
  for await (const run of kubernetes.each(flowRunKind, where)) {
    // What goes on from a failure has its slot from there.
    const key = slotKeyOf(run.spec) ?? run.status?.slot?.scheduledTime;
    if (key !== undefined) bySlot.set(key, [...(bySlot.get(key) ?? []), run]);
  }
  const newest = newestDone([...bySlot.values()].flat());
  return {
    outcomeOf: (key) => outcomeOf(bySlot.get(key) ?? []),
    usualMs: usualMs(newest),
    usualCost: usualCost(newest.flatMap(({ status }) => (status?.usage === undefined ? [] : [status.usage]))),
  };
}

const newestDone = (runs: readonly FlowRun[]): readonly FlowRun[] =>
  runs
    .filter(({ status }) => status?.phase === "Succeeded")
    .toSorted((a, b) => ended(b) - ended(a))
    .slice(0, MOST_TIMED);

function usualMs(newest: readonly FlowRun[]): number | undefined {
  const times = newest
    .map((run) => ended(run) - Date.parse(run.status?.startTime ?? ""))
    .filter((ms) => ms >= 0);
  return times.length === 0 ? undefined : times.reduce((sum, ms) => sum + ms, 0) / times.length;
}

const ended = ({ status }: FlowRun): number => Date.parse(status?.completionTime ?? "");
