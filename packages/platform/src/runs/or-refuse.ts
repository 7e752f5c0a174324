import { findCondition } from "@slipway/model";
import type { Step, StepResult } from "#reconcile/in-steps.ts";
import { messageOf } from "#reconcile/message-of.ts";
import {
  type ConditionTypeOf,
  type Reconcilable,
  type StatusOf,
  TerminalError,
} from "#reconcile/reconciler.ts";
import { isRefusal } from "#runtimes/refusal.ts";
import { REFUSED } from "./refused.ts";

/** What is begun here; a runtime's refusal is for good, until the object changes. */
export async function orRefuse<T>(begin: () => Promise<T>): Promise<T> {
  try {
    return await begin();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new TerminalError(REFUSED, messageOf(error));
  }
}

/** ACK.Terminal for what a runtime refused in the step that owns `begun`; `accept` owns it before that, and halts where it refuses. */
export function tellRefusal<R extends Reconcilable>(parts: {
  readonly begun: ConditionTypeOf<R>;
  /** What to say in the kind's own status fields. */
  refusal?(message: string): Partial<StatusOf<R>>;
}): Step<R, "ACK.Terminal"> {
  return {
    condition: "ACK.Terminal",
    evenAfterFailure: true,
    async run(object): Promise<StepResult<R>> {
      const found = findCondition(object.status?.conditions, parts.begun);
      if (found?.reason !== REFUSED) return {};
      const message = found.message ?? "";
      return {
        condition: { status: "True", reason: REFUSED, message },
        ...(parts.refusal === undefined ? {} : { status: parts.refusal(message) }),
      };
    },
  };
}
