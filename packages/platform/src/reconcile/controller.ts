import type { Key, Kind, Resource } from "@slipway/model";
import { apiVersionOf } from "@slipway/model";
import type { Store } from "#store/store.ts";
import type { Reconcilable, Reconciler } from "./reconciler.ts";
import type { Retry } from "./work-queue.ts";

/** Another kind whose changes want a look at objects of the controller's own kind. */
export interface Watch<W extends Resource = Resource> {
  readonly kind: Kind<W>;
  keysFor(changed: W, store: Store): Iterable<Key> | Promise<Iterable<Key>>;
}

export interface Controller<R extends Reconcilable = Reconcilable> {
  /** Its path below controllers/, as logs show it. */
  readonly name: string;
  readonly reconciler: Reconciler<R>;
  readonly watches: readonly Watch[];
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  readonly retry: Retry;
}

/** What every controller starts from; it gives the fields that differ. */
export function controller<R extends Reconcilable>(
  parts: Pick<Controller<R>, "name" | "reconciler"> & Partial<Controller<R>>,
): Controller {
  const whole: Controller<R> = {
    watches: [],
    concurrency: 4,
    retry: { baseMs: 200, capMs: 30_000 },
    ...parts,
  };
  // A controller only ever meets objects of its own kind, so the loop may treat all kinds alike.
  return whole as unknown as Controller;
}

/** Children that name an `owner` as their controller wake that owner. */
export function ownedBy<W extends Resource>(
  owner: Pick<Kind, "group" | "version" | "kind">,
  child: Kind<W>,
): Watch {
  return watching(child, (changed) =>
    (changed.metadata.ownerReferences ?? [])
      .filter(
        (reference) =>
          reference.controller === true &&
          reference.kind === owner.kind &&
          reference.apiVersion === apiVersionOf(owner),
      )
      .map((reference): Key => `${changed.metadata.namespace ?? ""}/${reference.name}`),
  );
}

/** A watch on any kind by a function of the changed object. */
export function watching<W extends Resource>(kind: Kind<W>, keysFor: Watch<W>["keysFor"]): Watch {
  return { kind, keysFor } as unknown as Watch;
}
