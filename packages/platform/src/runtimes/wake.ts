import type { Key, Kind, Resource } from "@slipway/model";
import type { Selector } from "#store/store.ts";

/**
 * A kind whose changes want a look at the object a run or an endpoint belongs to. Controllers hand these to the loop
 * without knowing what machinery they name.
 */
export interface Wake {
  readonly kind: Kind;
  /** Only these are followed; absent means all there are. */
  readonly where?: Selector;
  keysFor(changed: Resource): Iterable<Key>;
}

/** What a controller's own kind looks like to a runtime. */
export type OwnerKind = Pick<Kind, "group" | "version" | "kind">;
