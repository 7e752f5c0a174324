import { type Kind, type Resource, SlipwayError } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import type { Removal } from "./removal.ts";

/** What a runtime says of a definition it was given. */
export interface DefinitionState {
  /** Fields of the owner's status that the machinery tells in the owner's own words; they stand as they are. */
  readonly reported?: Readonly<Record<string, unknown>>;
}

export type DefinitionKind = Pick<Kind, "group" | "kind">;

/**
 * Objects that nothing runs for and that have to be known where endpoints are served: models and endpoint
 * configurations. A runtime that reads them from the store has nothing to do. A `signal` ends calls that hang, as of `Runs`.
 */
export interface Definitions {
  /** The kinds that it takes; `put` and `remove` throw SLIP-RUN-017 for an object of any other, and touch nothing. */
  readonly kinds: readonly DefinitionKind[];
  /** What carries the owner. */
  abilities(owner: Resource): Promise<Abilities>;
  /** Idempotent: makes what the object says known, or finds it known already; a change is made known too, where it can be. */
  put(owner: Resource, signal?: AbortSignal): Promise<DefinitionState>;
  /** Makes it unknown again; what is not known is gone. */
  remove(owner: Resource, signal?: AbortSignal): Promise<Removal>;
}

/** The one of `kinds` that the owner is of. Throws SLIP-RUN-017 where it is of none. */
export function kindAmong<K extends DefinitionKind>(kinds: readonly K[], owner: Resource): K {
  const found = kinds.find(
    ({ group, kind }) => kind === owner.kind && owner.apiVersion.startsWith(`${group}/`),
  );
  if (found !== undefined) return found;
  throw new SlipwayError(
    "SLIP-RUN-017",
    `${owner.kind} of ${owner.apiVersion} is none of the definitions that this runtime takes: ${kinds.map(({ kind }) => kind).join(", ")}`,
  );
}
