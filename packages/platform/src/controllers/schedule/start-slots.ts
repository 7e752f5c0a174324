import { ExpressionError } from "@slipway/model/flows/expressions/expression-error.ts";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { SCHEDULE_LABEL, type Schedule, slotRun, slotRunName } from "@slipway/model/kinds/schedule/index.ts";
import {
  type Calendar,
  type Skipped,
  type Slot,
  type SlotPlan,
  skippedSlot,
} from "@slipway/model/schedules/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { askToStop } from "#runs/ask-to-stop.ts";
import { makeSlotRun } from "#runs/make-slot-run.ts";
import type { KnownRuns } from "./known-runs.ts";

interface Place {
  readonly schedule: Schedule;
  readonly calendar: Calendar;
  readonly known: KnownRuns;
  readonly turn: Turn;
}

/** What became of the slots that a plan starts. */
interface StartedSlots {
  readonly start: SlotPlan["start"];
  /** Of `start`, the runs' names. */
  readonly names: readonly string[];
  /** Those of which a parameter has no value. */
  readonly skipped: readonly Skipped[];
}

/** Makes the runs of a plan in its order; whom one replaces is asked to stop before it is made. A slot of which a parameter has no value is left out, and stops nobody. */
export async function startSlots({ start }: SlotPlan, place: Place): Promise<StartedSlots> {
  const { known } = place;
  const started: SlotPlan["start"][number][] = [];
  const names: string[] = [];
  const skipped: Skipped[] = [];
  for (const one of start) {
    const run = runOf(one.slot, place);
    if (run instanceof ExpressionError) {
      skipped.push(skippedSlot(one.slot, "InvalidParameters", run.message));
      continue;
    }
    // What the plan itself has started is the last of the names.
    const before = names.at(-1);
    const replaced = before === undefined ? known.active.map(({ metadata }) => metadata.name) : [before];
    if (one.replaces.length > 0) await askAllToStop(replaced, place);
    await startSlot(one.slot, { run, place });
    started.push(one);
    names.push(run.metadata.name);
  }
  return { start: started, names, skipped };
}

async function askAllToStop(names: readonly string[], { schedule, turn }: Place): Promise<void> {
  const { namespace = "" } = schedule.metadata;
  for (const name of names) await askToStop(await turn.store.get(flowRunKind, `${namespace}/${name}`), turn);
}

async function startSlot(
  slot: Slot,
  { run, place: { schedule, turn } }: { readonly run: FlowRun; readonly place: Place },
): Promise<void> {
  const { name } = run.metadata;
  const made = await makeSlotRun(run, turn);
  const message =
    made === "ours"
      ? `Run ${name} of the slot ${slot.key}`
      : `The slot ${slot.key} has a run already: ${name}`;
  turn.events.record(schedule, {
    type: "Normal",
    reason: made === "ours" ? "Started" : "SlotTaken",
    message,
  });
}

function runOf(slot: Slot, { schedule, calendar }: Place): FlowRun | ExpressionError {
  const { name } = schedule.metadata;
  try {
    return slotRun({
      ...{ spec: schedule.spec, slot, timeZone: calendar.timeZone, owner: schedule },
      name: slotRunName(name, slot),
      labels: { [SCHEDULE_LABEL]: name },
    });
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return error;
  }
}
