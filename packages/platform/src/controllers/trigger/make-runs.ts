import { keyOf } from "@slipway/model";
import { ExpressionError } from "@slipway/model/flows/expressions/expression-error.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { eventRun, type Trigger, type TriggerEvent, wants } from "@slipway/model/kinds/trigger/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { makeSlotRun } from "#runs/make-slot-run.ts";

/**
 * Makes the run of each event that the trigger wants, suspended; of one whose expressions have no value it is told, and it has none.
 * Whoever was killed among many goes on behind those that are there.
 */
export async function makeRuns(trigger: Trigger, events: readonly TriggerEvent[], turn: Turn): Promise<void> {
  if (events.length === 0) return;
  const runs = await turn.cache.of(flowRunKind, turn.signal);
  for (const event of events) {
    const run = runOf(trigger, event, turn);
    if (run === undefined || runs.get(keyOf(run)) !== undefined) continue;
    await makeSlotRun(run, turn);
    turn.events.record(trigger, {
      type: "Normal",
      reason: "EventTaken",
      message: `Run ${run.metadata.name} of ${String(event.facts["uri"] ?? "an event")}`,
    });
  }
}

function runOf(trigger: Trigger, event: TriggerEvent, turn: Turn): ReturnType<typeof eventRun> | undefined {
  try {
    return wants(trigger, event) ? eventRun(trigger, event) : undefined;
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const message = `No run of ${String(event.facts["uri"] ?? "an event")}: an expression ${error.message}`;
    turn.events.record(trigger, { type: "Warning", reason: "EventSkipped", message });
    return undefined;
  }
}
