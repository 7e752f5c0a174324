import type { Resource } from "@slipway/model";
import { ackFinalizer } from "@slipway/model/ack.ts";
import type { Step } from "#reconcile/in-steps.ts";
import type { Finalizer, Reconcilable, StatusOf } from "#reconcile/reconciler.ts";
import type { Definitions } from "#runtimes/definitions.ts";
import { awaited } from "./awaited.ts";
import type { CarriedTurn } from "./carried.ts";
import { orRefuse } from "./or-refuse.ts";

/** An object that something is defined by, remembering where. */
export type Defining = Reconcilable &
  Resource & { readonly status?: { readonly slipway?: { readonly runtime?: string } } };

/** Nobody tells when what a definition names is known at last. */
const WAITING_MS = 5_000;

/** ACK.ResourceSynced for kinds that are done as soon as they are known where endpoints are served. */
export function define<R extends Defining>(
  definitions: Definitions,
): Step<R, "ACK.ResourceSynced", CarriedTurn> {
  return {
    condition: "ACK.ResourceSynced",
    async run(object, turn) {
      const { runtime } = await turn.abilities();
      const put = await orRefuse(() => definitions.put(object, turn.signal)).catch(awaited);
      if ("waitingFor" in put)
        return {
          condition: { status: "False", reason: "Waiting", message: put.waitingFor },
          recheckAfterMs: WAITING_MS,
        };
      const { reported } = put;
      return {
        condition: { status: "True", reason: "Synced", message: "Resource synced successfully" },
        status: { ...reported, slipway: { ...object.status?.slipway, runtime } } as Partial<StatusOf<R>>,
      };
    },
  };
}

/** Makes the definition unknown before the object may go. */
export function undefine<R extends Defining>(definitions: Definitions, kind: string): Finalizer<R> {
  return {
    name: ackFinalizer(kind),
    async cleanUp(object, turn) {
      return (await definitions.remove(object, turn.signal)) === "going" ? { recheckAfterMs: 1_000 } : "gone";
    },
  };
}
