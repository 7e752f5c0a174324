import { ExpressionError } from "@slipway/model/flows/expressions/expression-error.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { SCHEDULE_LABEL, type Schedule, slotRun, slotRunName } from "@slipway/model/kinds/schedule/index.ts";
import type { Calendar, Slot, SlotPlan } from "@slipway/model/schedules/index.ts";
import { TerminalError, type Turn } from "#reconcile/reconciler.ts";
import { askToStop } from "#runs/ask-to-stop.ts";
import { makeSlotRun } from "#runs/make-slot-run.ts";
import type { KnownRuns } from "./known-runs.ts";

interface Place {
  readonly schedule: Schedule;
  readonly calendar: Calendar;
  readonly known: KnownRuns;
  readonly turn: Turn;
}

/** Makes the runs of a plan in its order, and answers their names; whom one replaces is asked to stop before it is made. */
export async function startSlots({ start }: SlotPlan, place: Place): Promise<readonly string[]> {
  const { schedule, known, turn } = place;
  const { namespace = "" } = schedule.metadata;
  const names: string[] = [];
  for (const { slot, replaces } of start) {
    // What the plan itself has started is the last of the names.
    const before = names.at(-1);
    const replaced = before === undefined ? known.active.map(({ metadata }) => metadata.name) : [before];
    if (replaces.length > 0)
      for (const name of replaced)
        await askToStop(await turn.store.get(flowRunKind, `${namespace}/${name}`), turn);
    names.push(await startSlot(slot, place));
  }
  return names;
}

async function startSlot(slot: Slot, { schedule, calendar, turn }: Place): Promise<string> {
  const name = slotRunName(schedule.metadata.name, slot);
  const made = await makeSlotRun(runOf(slot, { schedule, calendar, name }), turn);
  const message =
    made === "ours"
      ? `Run ${name} of the slot ${slot.key}`
      : `The slot ${slot.key} has a run already: ${name}`;
  turn.events.record(schedule, {
    type: "Normal",
    reason: made === "ours" ? "Started" : "SlotTaken",
    message,
  });
  return name;
}

function runOf(
  slot: Slot,
  { schedule, calendar, name }: Pick<Place, "schedule" | "calendar"> & { readonly name: string },
): FlowRun {
  try {
    return slotRun({
      ...{ spec: schedule.spec, slot, timeZone: calendar.timeZone, name, owner: schedule },
      labels: { [SCHEDULE_LABEL]: schedule.metadata.name },
    });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new TerminalError("InvalidParameters", `Of the slot ${slot.key} a parameter ${error.message}`);
  }
}
