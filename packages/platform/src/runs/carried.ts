import type { Resource } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import type { Outcome, Reconcilable, Turn } from "#reconcile/reconciler.ts";

/** A turn with an object that a runtime carries, or is to carry. */
export interface CarriedTurn extends Turn {
  /** What that runtime says of itself: found out once a pass. Throws SLIP-RUN-005 where the object names none that there is. */
  abilities(): Promise<Abilities>;
}

/** A pass over an object that `runtimes` carry. */
export function carriedBy<R extends Reconcilable>(
  runtimes: { abilities(owner: Resource): Promise<Abilities> },
  reconcile: (object: R, turn: CarriedTurn) => Promise<Outcome<R>>,
): (object: R, turn: Turn) => Promise<Outcome<R>> {
  return (object, turn) => {
    let found: Promise<Abilities> | undefined;
    const abilities = (): Promise<Abilities> => {
      found ??= runtimes.abilities(object);
      return found;
    };
    return reconcile(object, { ...turn, abilities });
  };
}
