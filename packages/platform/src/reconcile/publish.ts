import { isNotFound } from "@slipway/model";
import type { Controller } from "./controller.ts";
import type { HeldTurn } from "./pass-tools.ts";
import type { Reconcilable } from "./reconciler.ts";
import { sameJson } from "./stamp.ts";

/** Writes the status subresource, and only when it says something new. */
export async function publish(
  { reconciler }: Controller,
  object: Reconcilable,
  status: object,
  turn: HeldTurn,
): Promise<void> {
  if (sameJson(status, object.status ?? {})) return;
  try {
    await turn.hold(turn.store.replace(reconciler.kind, { ...object, status }, "status"));
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
