import type { Kind, Resource } from "@slipway/model";
import type { Store } from "../../../packages/platform/src/store/store.ts";
import type { Driver } from "./driver.ts";

/** Where one case is heard: the door it is put to, and the store behind it. */
export interface TestedDoor {
  readonly driver: Driver;
  /** What a controller would do in the middle of a case goes to the store, whichever door is asked. */
  readonly controller: Driver;
  readonly store: Store;
  /** A new namespace for one case. */
  namespace(): Promise<string>;
}

export function readStored(
  store: Store,
  kind: Kind,
  at: { readonly namespace: string; readonly name: string },
): Promise<Resource | undefined> {
  return store.get(kind, `${kind.namespaced ? at.namespace : ""}/${at.name}`);
}
