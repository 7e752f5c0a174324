import { isConflict, isForbidden, isNotFound } from "@slipway/model";
import { refusalOf } from "./admission.ts";
import type { Controller } from "./controller.ts";
import { messageOf } from "./message-of.ts";
import type { HeldTurn, Verdict } from "./pass-tools.ts";
import type { Finalizer, Reconcilable } from "./reconciler.ts";

/** Something was begun for it, and has to be cleaned up before it may go. */
export function isHeld({ reconciler }: Controller, { metadata }: Reconcilable): boolean {
  return (
    reconciler.finalizer !== undefined && (metadata.finalizers ?? []).includes(reconciler.finalizer.name)
  );
}

/** The object with the finalizer written to it, before anything is begun for it. */
export async function withFinalizer(
  controller: Controller,
  object: Reconcilable,
  turn: HeldTurn,
): Promise<Reconcilable> {
  const { finalizer, kind } = controller.reconciler;
  if (finalizer === undefined || isHeld(controller, object)) return object;
  const finalizers = [...(object.metadata.finalizers ?? []), finalizer.name];
  const metadata = { ...object.metadata, finalizers };
  return turn.hold(turn.store.replace(kind, { ...object, metadata }, "object"));
}

/** Cleans up after a deleted object, and lets it go once that is done. */
export async function cleanUp(
  controller: Controller,
  object: Reconcilable,
  turn: HeldTurn,
): Promise<Verdict> {
  const { finalizer } = controller.reconciler;
  if (finalizer === undefined || !isHeld(controller, object)) return { next: "forget" };
  const result = await attempt(finalizer, object, turn);
  if (result !== "gone") return { next: "forget", recheckAfterMs: result.recheckAfterMs };
  await withoutFinalizer(controller, object, finalizer, turn);
  return { next: "forget" };
}

/**
 * A deletion that hangs must not do so in silence. Where the home works no more it may not clean up; what the object owns the
 * cluster removes after it.
 */
async function attempt(finalizer: Finalizer<Reconcilable>, object: Reconcilable, turn: HeldTurn) {
  try {
    return await turn.hold(finalizer.cleanUp(object, turn));
  } catch (error) {
    if (isForbidden(error) && refusalOf(object, turn) !== undefined) {
      const message = `Not cleaned up, since this namespace is no more worked in; what the object owns goes with it: ${messageOf(error)}`;
      turn.events.record(object, { type: "Warning", reason: "CleanUpForbidden", message });
      return "gone";
    }
    if (!isConflict(error))
      turn.events.record(object, {
        type: "Warning",
        reason: "CleanUpFailed",
        message: `Deletion waits until what belongs to the object is removed: ${messageOf(error)}`,
      });
    throw error;
  }
}

async function withoutFinalizer(
  controller: Controller,
  object: Reconcilable,
  finalizer: Finalizer<Reconcilable>,
  turn: HeldTurn,
): Promise<void> {
  const finalizers = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer.name);
  const metadata = { ...object.metadata, finalizers };
  try {
    await turn.hold(turn.store.replace(controller.reconciler.kind, { ...object, metadata }, "object"));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
