import { type OpenedAction, openAction } from "./scheduled/open-action.ts";
import type { ScaledTarget } from "./target.ts";

/** A target whose scheduled actions have been read, ready for `decideScale`. */
export interface OpenedTarget {
  readonly target: ScaledTarget;
  readonly actions: readonly OpenedAction[];
}

/** Only for targets without `targetProblems`; throws a RangeError for scheduled actions that cannot be kept. */
export function openTarget(target: ScaledTarget): OpenedTarget {
  const actions = (target.scheduledActions ?? []).map((action) => {
    const opened = openAction(action);
    if ("problem" in opened) throw new RangeError(opened.problem);
    return opened;
  });
  return { target, actions };
}
