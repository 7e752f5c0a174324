import { defined } from "../../defined.ts";
import { childName } from "../../names.ts";
import { controlledBy, type Resource } from "../../resource.ts";
import { type Slot, type SlotOutcome, zonedDate } from "../../schedules/index.ts";
import type { FlowRun } from "../flow-run/type.ts";
import { runParameters } from "./run-parameters.ts";
import type { ScheduleSpec } from "./type.ts";

/** The schedule whose slot a run is for, whoever made it. */
export const SCHEDULE_LABEL = "slipway.dev/schedule";
/** The backfill that made a run, by its name and its uid; the schedule owns the run all the same. */
export const BACKFILL_LABEL = "slipway.dev/backfill";
export const BACKFILL_UID_LABEL = "slipway.dev/backfill-uid";

/** The name of a slot's run: the same for whoever makes it, so that a store takes one of them only. */
export const slotRunName = (schedule: string, { key }: Pick<Slot, "key">): string =>
  childName(schedule, key.slice(0, "2026-11-30T03:00:00".length).replace(/[-:]/g, "").toLowerCase());

/** The run of a slot. Throws ExpressionError where a parameter has no value. */
export function slotRun({
  spec,
  slot,
  timeZone,
  ...made
}: {
  readonly spec: Pick<ScheduleSpec, "flow" | "version" | "parameters">;
  readonly slot: Slot;
  /** The schedule's, in which the slot's day is `run.date`. */
  readonly timeZone: string;
  readonly name: string;
  /** The Schedule that it goes with. */
  readonly owner: Resource;
  readonly labels: Readonly<Record<string, string>>;
}): FlowRun {
  const { flow, version, parameters = {} } = spec;
  const { name, owner, labels } = made;
  const { namespace = "" } = owner.metadata;
  const facts = { scheduledTime: slot.key, date: zonedDate(slot.time, timeZone) };
  return {
    apiVersion: "slipway.dev/v1alpha1",
    kind: "FlowRun",
    metadata: { name, namespace, labels, ownerReferences: [controlledBy(owner)] },
    spec: {
      flow,
      ...defined({ version }),
      parameters: runParameters(parameters, { ...facts, name, namespace, flow }),
      scheduledTime: slot.key,
      timeZone,
    },
  };
}

/** How a slot stands by all runs of it: one that succeeded is enough. Undefined where it has none. */
export function outcomeOf(runs: readonly FlowRun[]): SlotOutcome | undefined {
  const all = runs.map(({ status }) => status);
  if (all.some((status) => status?.phase === "Succeeded")) return "Succeeded";
  if (all.some((status) => status?.completionTime === undefined)) return "Active";
  return all.length === 0 ? undefined : "Failed";
}
