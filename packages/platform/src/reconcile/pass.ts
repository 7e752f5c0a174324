import { type Condition, defined, findCondition, isConflict, type Key } from "@slipway/model";
import { refusalOf } from "./admission.ts";
import { cleanUp, isHeld, withFinalizer } from "./clean-up.ts";
import type { Controller } from "./controller.ts";
import { Deadline, isTimeUp } from "./deadline.ts";
import { messageOf } from "./message-of.ts";
import type { HeldTurn, PassTools, Verdict } from "./pass-tools.ts";
import { publish } from "./publish.ts";
import { type Outcome, type Reconcilable, TerminalError } from "./reconciler.ts";
import { stamped } from "./stamp.ts";

/**
 * One look at one object: read it, finalizer before side effects, clean up or reconcile, publish what was learned.
 * Never throws, and ends soon after the controller's deadline whatever it waits for: whatever goes wrong is a verdict.
 */
export async function pass(controller: Controller, key: Key, tools: PassTools): Promise<Verdict> {
  const { store, cache, clock, events, admission } = tools;
  const log = tools.log.child({ key });
  const deadline = new Deadline({ clock, ms: controller.deadlineMs, stop: tools.signal });
  const { signal } = deadline;
  const hold: Deadline["hold"] = (work) => deadline.hold(work);
  try {
    const turn = { store, cache, now: clock.now(), signal, log, events, admission, hold };
    return await look(controller, key, turn);
  } catch (error) {
    if (isConflict(error)) return { next: "retry" };
    if (error instanceof TerminalError) {
      log.warn("gave up until the object changes", { reason: error.reason, error: error.message });
      return { next: "forget" };
    }
    if (!tools.signal.aborted) log.warn("pass failed; trying again", { error: String(error) });
    return { next: "retry" };
  } finally {
    deadline.close();
  }
}

async function look(controller: Controller, key: Key, turn: HeldTurn): Promise<Verdict> {
  const object = await turn.hold(turn.store.get(controller.reconciler.kind, key));
  if (object === undefined) return { next: "forget" };
  if (object.metadata.deletionTimestamp !== undefined) return cleanUp(controller, object, turn);
  const refusal = refusalOf(object, turn);
  if (refusal !== undefined && !isHeld(controller, object))
    return turnAway(controller, object, refusal, turn);
  const ready = await withFinalizer(controller, object, turn);
  const outcome = await reconciled(controller, ready, turn);
  await publish(controller, ready, stamped(ready, outcome.status, turn.now), turn);
  if (outcome.failure !== undefined) {
    if (!turn.signal.aborted || isTimeUp(outcome.failure))
      turn.log.warn("pass failed; trying again", { error: String(outcome.failure) });
    return { next: "retry" };
  }
  return {
    next: "forget",
    ...defined({ recheckAfterMs: outcome.recheckAfterMs }),
  };
}

/** What hangs must not do so in silence. */
async function reconciled(
  { reconciler }: Controller,
  object: Reconcilable,
  turn: HeldTurn,
): Promise<Outcome<Reconcilable>> {
  const tell = (error: unknown): void => {
    if (isTimeUp(error))
      turn.events.record(object, { type: "Warning", reason: "DeadlineExceeded", message: messageOf(error) });
  };
  try {
    const outcome = await turn.hold(reconciler.reconcile(object, turn));
    tell(outcome.failure);
    return outcome;
  } catch (error) {
    tell(error);
    throw error;
  }
}

/** Tells the object why nothing is begun for it. Without a finalizer of ours it can be deleted by whoever made it. */
async function turnAway(
  controller: Controller,
  object: Reconcilable,
  refusal: Condition,
  turn: HeldTurn,
): Promise<Verdict> {
  const { reason = "", message = "" } = refusal;
  const conditions = object.status?.conditions ?? [];
  if (findCondition(conditions, refusal.type)?.reason !== reason)
    turn.events.record(object, { type: "Warning", reason, message });
  const status = {
    ...object.status,
    conditions: [...conditions.filter(({ type }) => type !== refusal.type), refusal],
  };
  await publish(controller, object, stamped(object, status, turn.now), turn);
  return { next: "forget" };
}
