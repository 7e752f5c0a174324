import { type Condition, canonicalJson, withCondition } from "@slipway/model";
import type { Reconcilable, StatusOf } from "./reconciler.ts";

/**
 * The status to store: the outcome's, with each condition's time and generation set by comparing with what is stored.
 * A condition that was taken over from the stored status as it is was not looked at, and stays as it is.
 */
export function stamped<R extends Reconcilable>(object: R, status: StatusOf<R>, now: Date): StatusOf<R> {
  if (status.conditions === undefined) return status;
  const stored = object.status?.conditions ?? [];
  const { generation } = object.metadata;
  const conditions = status.conditions.map((condition): Condition => {
    if (stored.includes(condition)) return condition;
    const previous = stored.find((other) => other.type === condition.type);
    if (previous !== undefined && sameUpdate(previous, condition) && isCurrent(previous, generation))
      return previous;
    const { lastTransitionTime: _time, observedGeneration: _generation, ...update } = condition;
    const [next] = withCondition(previous === undefined ? [] : [previous], update, { now, generation });
    return next ?? condition;
  });
  return { ...status, conditions };
}

/** Equal as JSON: absent and undefined are the same, key order does not matter. What both share is not looked into. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isPlain(a) || !isPlain(b)) return canonicalJson(a) === canonicalJson(b);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    const [left, right] = [a[key], b[key]];
    if ((left === undefined) !== (right === undefined) || !sameJson(left, right)) return false;
  }
  return true;
}

/** Objects that are what they hold: neither lists nor what says of itself how it is written. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !("toJSON" in value);
}

function sameUpdate(a: Condition, b: Condition): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}

/** Kinds whose conditions have no field for the generation are never behind. */
function isCurrent({ observedGeneration }: Condition, generation: number | undefined): boolean {
  return observedGeneration === undefined || observedGeneration === generation;
}
