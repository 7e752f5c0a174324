import { defined } from "./defined.ts";
import type { Condition } from "./resource.ts";

/** What a writer says of a condition; the loop adds times and generation. */
export type ConditionUpdate<T extends string = string> = Pick<
  Condition<T>,
  "type" | "status" | "reason" | "message"
>;

/**
 * Returns `conditions` with `update` in its place. `lastTransitionTime` moves only when `status` does
 * (the Kubernetes API conventions' rule), so an unchanged condition stays byte-identical.
 */
export function withCondition(
  conditions: readonly Condition[],
  update: ConditionUpdate,
  at: { readonly now: Date; readonly generation?: number | undefined },
): readonly Condition[] {
  const previous = conditions.find((condition) => condition.type === update.type);
  const next: Condition = {
    ...update,
    lastTransitionTime:
      previous?.status === update.status && previous.lastTransitionTime !== undefined
        ? previous.lastTransitionTime
        : rfc3339(at.now),
    ...defined({ observedGeneration: at.generation }),
  };
  return previous === undefined
    ? [...conditions, next]
    : conditions.map((condition) => (condition === previous ? next : condition));
}

export function findCondition<T extends string>(
  conditions: readonly Condition<T>[] | undefined,
  type: T,
): Condition<T> | undefined {
  return conditions?.find((condition) => condition.type === type);
}

export function isTrue(conditions: readonly Condition[] | undefined, type: string): boolean {
  return findCondition(conditions, type)?.status === "True";
}

let newest: { readonly second: number; readonly text: string } | undefined;

/** A Kubernetes timestamp: RFC 3339, UTC, whole seconds. Throws RangeError for a date that is none. */
export function rfc3339(date: Date): string {
  const second = Math.floor(date.getTime() / 1_000);
  // All that is written within one second has the same.
  if (newest?.second !== second) newest = { second, text: `${date.toISOString().slice(0, 19)}Z` };
  return newest.text;
}
