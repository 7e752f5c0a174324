import { setImmediate } from "node:timers/promises";
import type { Key } from "@slipway/model";
import { ExpressionError } from "@slipway/model/flows/expressions/expression-error.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import {
  eventRun,
  eventRunName,
  type Trigger,
  type TriggerEvent,
  wants,
} from "@slipway/model/kinds/trigger/index.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { makeSlotRun } from "#runs/make-slot-run.ts";

/** What is made in one pass; the others follow in the next. */
const MOST_AT_ONCE = 100;
/** Expressions are evaluated so many at a time before anybody else has a turn. */
const BREATH = 200;

/** `isKnown`: decided on before. */
interface Place {
  readonly isKnown: (event: TriggerEvent) => boolean;
  readonly turn: Turn;
}

/**
 * Makes the run of each event that the trigger wants, suspended; of one whose expressions have no value it is told, and it has none. Answers the
 * events that are decided on: all, or as many as make the runs of one pass. An event that has a run has been decided on, so that whoever was killed
 * among many goes on behind those that are there.
 */
export async function makeRuns(
  trigger: Trigger,
  events: readonly TriggerEvent[],
  { isKnown, turn }: Place,
): Promise<readonly TriggerEvent[]> {
  const runs = await turn.cache.of(flowRunKind, turn.signal);
  const { name, namespace = "" } = trigger.metadata;
  const keyOf = (event: TriggerEvent): Key => `${namespace}/${eventRunName(name, event)}`;
  const isDecided = (event: TriggerEvent): boolean => isKnown(event) || runs.get(keyOf(event)) !== undefined;
  const decided: TriggerEvent[] = [];
  let [made, evaluated] = [0, 0];
  for (const event of events) {
    if (!isDecided(event)) {
      if (made === MOST_AT_ONCE) continue;
      evaluated += 1;
      if (evaluated % BREATH === 0) await setImmediate();
      turn.signal.throwIfAborted();
      if (await makeRun(trigger, event, turn)) made += 1;
    }
    decided.push(event);
  }
  return decided;
}

/** Answers whether there is one to be made. */
async function makeRun(trigger: Trigger, event: TriggerEvent, turn: Turn): Promise<boolean> {
  const run = runOf(trigger, event, turn);
  if (run === undefined) return false;
  await makeSlotRun(run, turn);
  turn.events.record(trigger, {
    type: "Normal",
    reason: "EventTaken",
    message: `Run ${run.metadata.name} of ${String(event.facts["uri"] ?? "an event")}`,
  });
  return true;
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
