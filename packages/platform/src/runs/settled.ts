import { type Condition, findCondition } from "@slipway/model";
import { isOver, type Running, recordOf } from "./run-record.ts";

/** What an ended run may still owe: its outputs' whereabouts, the lines of its log that nobody has read, the kind's own report. */
const OWED = ["OutputsCollected", "ACK.ResourceSynced"] as const;
const OWED_WHERE_ASKED = ["Measured"] as const;

/**
 * Whether a run is over and everything that follows from it is told, for the object as it stands. What was refused is not
 * settled: another home, or another object that goes, may let it begin. What an earlier release has ended is left as it was.
 */
export function isSettled(object: Running): boolean {
  const conditions = object.status?.conditions ?? [];
  const holds = (type: string): boolean => isMet(findCondition(conditions, type), object.metadata.generation);
  const record = recordOf(object);
  return (
    isOver(record) &&
    record.clearing === undefined &&
    OWED.every(holds) &&
    OWED_WHERE_ASKED.every((type) => findCondition(conditions, type) === undefined || holds(type))
  );
}

function isMet(condition: Condition | undefined, generation = 0): boolean {
  return condition?.status === "True" && (condition.observedGeneration ?? generation) >= generation;
}
