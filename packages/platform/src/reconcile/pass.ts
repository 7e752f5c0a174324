import { type Condition, findCondition, isConflict, isForbidden, isNotFound, type Key } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Store } from "#store/store.ts";
import type { Admission } from "./admission.ts";
import type { Controller } from "./controller.ts";
import {
  type EventRecorder,
  type Finalizer,
  type Reconcilable,
  TerminalError,
  type Turn,
} from "./reconciler.ts";
import { sameJson, stamped } from "./stamp.ts";
import { told } from "./told.ts";

/** What the queue is told after a pass. */
export interface Verdict {
  readonly next: "forget" | "retry";
  readonly recheckAfterMs?: number;
}

export interface PassTools {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventRecorder;
  readonly signal: AbortSignal;
  readonly admission?: Admission | undefined;
}

/**
 * One look at one object: read it, finalizer before side effects, clean up or reconcile, publish what was learned.
 * Never throws: whatever goes wrong is a verdict.
 */
export async function pass(controller: Controller, key: Key, tools: PassTools): Promise<Verdict> {
  const log = tools.log.child({ key });
  const turn: Turn = {
    store: tools.store,
    now: tools.clock.now(),
    signal: tools.signal,
    log,
    events: tools.events,
  };
  try {
    return await look(controller, key, { ...turn, admission: tools.admission });
  } catch (error) {
    if (isConflict(error)) return { next: "retry" };
    if (error instanceof TerminalError) {
      log.warn("gave up until the object changes", { reason: error.reason, error: error.message });
      return { next: "forget" };
    }
    if (!tools.signal.aborted) log.warn("pass failed; trying again", { error: String(error) });
    return { next: "retry" };
  }
}

/** A turn in a home that may not work everywhere. */
type Admitted = Turn & Pick<PassTools, "admission">;

async function look(controller: Controller, key: Key, turn: Admitted): Promise<Verdict> {
  const { reconciler } = controller;
  const object = await turn.store.get(reconciler.kind, key);
  if (object === undefined) return { next: "forget" };
  if (object.metadata.deletionTimestamp !== undefined) return cleanUp(controller, object, turn);
  const refusal = refusalOf(object, turn);
  if (refusal !== undefined && !isHeld(controller, object))
    return turnAway(controller, object, refusal, turn);
  const ready = await withFinalizer(controller, object, turn);
  const outcome = await reconciler.reconcile(ready, turn);
  await publish(controller, ready, stamped(ready, outcome.status, turn.now), turn);
  if (outcome.failure !== undefined) {
    if (!turn.signal.aborted) turn.log.warn("pass failed; trying again", { error: String(outcome.failure) });
    return { next: "retry" };
  }
  return {
    next: "forget",
    ...(outcome.recheckAfterMs === undefined ? {} : { recheckAfterMs: outcome.recheckAfterMs }),
  };
}

function refusalOf({ metadata }: Reconcilable, { admission }: Admitted): Condition | undefined {
  return metadata.namespace === undefined ? undefined : admission?.refusal(metadata.namespace);
}

/** Something was begun for it, and has to be cleaned up before it may go. */
function isHeld({ reconciler }: Controller, { metadata }: Reconcilable): boolean {
  return (
    reconciler.finalizer !== undefined && (metadata.finalizers ?? []).includes(reconciler.finalizer.name)
  );
}

/** Tells the object why nothing is begun for it. Without a finalizer of ours it can be deleted by whoever made it. */
async function turnAway(
  controller: Controller,
  object: Reconcilable,
  refusal: Condition,
  turn: Turn,
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

async function withFinalizer(
  controller: Controller,
  object: Reconcilable,
  turn: Turn,
): Promise<Reconcilable> {
  const { finalizer, kind } = controller.reconciler;
  const present = object.metadata.finalizers ?? [];
  if (finalizer === undefined || present.includes(finalizer.name)) return object;
  const metadata = { ...object.metadata, finalizers: [...present, finalizer.name] };
  return turn.store.replace(kind, { ...object, metadata }, "object");
}

async function cleanUp(controller: Controller, object: Reconcilable, turn: Admitted): Promise<Verdict> {
  const { finalizer } = controller.reconciler;
  if (finalizer === undefined || !(object.metadata.finalizers ?? []).includes(finalizer.name))
    return { next: "forget" };
  const result = await attemptToCleanUp(finalizer, object, turn);
  if (result !== "gone") return { next: "forget", recheckAfterMs: result.recheckAfterMs };
  await withoutFinalizer(controller, object, finalizer, turn);
  return { next: "forget" };
}

/**
 * A deletion that hangs must not do so in silence. Where the home works no more it may not clean up; what the object owns the
 * cluster removes after it.
 */
async function attemptToCleanUp(finalizer: Finalizer<Reconcilable>, object: Reconcilable, turn: Admitted) {
  try {
    return await finalizer.cleanUp(object, turn);
  } catch (error) {
    if (isForbidden(error) && refusalOf(object, turn) !== undefined) {
      const message = `Not cleaned up, since this namespace is no more worked in; what the object owns goes with it: ${told(error)}`;
      turn.events.record(object, { type: "Warning", reason: "CleanUpForbidden", message });
      return "gone";
    }
    if (!isConflict(error))
      turn.events.record(object, {
        type: "Warning",
        reason: "CleanUpFailed",
        message: `Deletion waits until what belongs to the object is removed: ${told(error)}`,
      });
    throw error;
  }
}

async function withoutFinalizer(
  controller: Controller,
  object: Reconcilable,
  finalizer: Finalizer<Reconcilable>,
  turn: Turn,
): Promise<void> {
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer.name);
  try {
    await turn.store.replace(
      controller.reconciler.kind,
      { ...object, metadata: { ...object.metadata, finalizers } },
      "object",
    );
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** Writes the status subresource, and only when it says something new. */
async function publish(
  controller: Controller,
  object: Reconcilable,
  status: object,
  turn: Turn,
): Promise<void> {
  if (sameJson(status, object.status ?? {})) return;
  try {
    await turn.store.replace(controller.reconciler.kind, { ...object, status }, "status");
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
