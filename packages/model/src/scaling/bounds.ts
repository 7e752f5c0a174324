import type { ScalingMemory, ScheduledBounds } from "./memory.ts";
import type { OpenedTarget } from "./open-target.ts";

/** Between what there may be, and who said so. */
export interface Bounds {
  readonly min: number;
  readonly max: number;
  /** The scheduled action that they are from; absent where the target says them. */
  readonly by?: string;
}

/**
 * The bounds from now on. Of a scheduled action only its last time counts, and actions in the order of those; they last until another is
 * due or the target itself says bounds again. What comes due while they are suspended is lost (user guide, "Suspending and resuming").
 */
export function boundsAt(
  { target, actions }: OpenedTarget,
  now: number,
  memory: ScalingMemory,
): { readonly bounds: Bounds; readonly memory: ScalingMemory } {
  const { min, max, since = Number.NEGATIVE_INFINITY, suspended } = target;
  const declared = { min, max };
  let bounds = stillMeant(memory.bounds, target);
  const due =
    suspended?.scheduled === true ? [] : dueActions(actions, { since, looked: memory.scheduledUntil, now });
  for (const { action, time } of due) {
    const before: { min: number; max: number } = bounds ?? declared;
    const [newMin = before.min, newMax = before.max] = [action.min, action.max];
    bounds = { min: newMin, max: Math.max(newMin, newMax), by: action.name, at: time, declared };
  }
  const { bounds: _, ...others } = memory;
  return {
    bounds: bounds === undefined ? declared : { min: bounds.min, max: bounds.max, by: bounds.by },
    memory: { ...others, scheduledUntil: now, ...(bounds === undefined ? {} : { bounds }) },
  };
}

function stillMeant(
  bounds: ScheduledBounds | undefined,
  { min, max, since }: OpenedTarget["target"],
): ScheduledBounds | undefined {
  if (bounds?.declared.min !== min || bounds.declared.max !== max) return undefined;
  return since === undefined || (bounds.at ?? 0) > since ? bounds : undefined;
}

/** Those that have come due since the look before, or since they were made where there was none. */
function dueActions(
  actions: OpenedTarget["actions"],
  {
    since,
    looked,
    now,
  }: { readonly since: number; readonly looked: number | undefined; readonly now: number },
) {
  return actions
    .flatMap(({ action, lastDue }) => {
      const made = action.since === undefined ? undefined : Date.parse(action.since);
      const after = Math.max(looked ?? made ?? now - 1, made ?? since, since);
      const time = lastDue(Math.min(after, now), now);
      return time === undefined ? [] : [{ action, time }];
    })
    .sort((a, b) => a.time - b.time);
}
