import { type Condition, withCondition } from "@slipway/model";
import type { Reconcilable, StatusOf } from "./reconciler.ts";

/** The status to store: the outcome's, with each condition's time and generation set by comparing with what is stored. */
export function stamped<R extends Reconcilable>(object: R, status: StatusOf<R>, now: Date): StatusOf<R> {
  const stored = object.status?.conditions ?? [];
  const conditions = (status.conditions ?? []).map((condition): Condition => {
    const { lastTransitionTime: _time, observedGeneration: _generation, ...update } = condition;
    const unchanged = stored.find((other) => other.type === condition.type && sameUpdate(other, condition));
    if (unchanged !== undefined) return unchanged;
    const [next] = withCondition(
      stored.filter((other) => other.type === condition.type),
      update,
      { now, generation: object.metadata.generation },
    );
    return next ?? condition;
  });
  return status.conditions === undefined ? status : { ...status, conditions };
}

/** Equal as JSON: absent and undefined are the same, key order does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b);
}

function sameUpdate(a: Condition, b: Condition): boolean {
  return a.status === b.status && a.reason === b.reason && a.message === b.message;
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, inner: unknown) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
