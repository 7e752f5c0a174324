import type { Resource } from "@slipway/model";
import type { Abilities, Removal } from "./abilities.ts";

/** What a runtime says of a definition it was given. */
export interface DefinitionState {
  /** Fields of the owner's status that the machinery tells in the owner's own words; they stand as they are. */
  readonly reported?: Readonly<Record<string, unknown>>;
}

/**
 * Objects that nothing runs for and that have to be known where endpoints are served: models and endpoint
 * configurations. A runtime that reads them from the store has nothing to do. A `signal` ends calls that hang, as of `Runs`.
 */
export interface Definitions {
  /** What carries the owner. */
  abilities(owner: Resource): Promise<Abilities>;
  /** Idempotent: makes what the object says known, or finds it known already; a change is made known too, where it can be. */
  put(owner: Resource, signal?: AbortSignal): Promise<DefinitionState>;
  /** Makes it unknown again; what is not known is gone. */
  remove(owner: Resource, signal?: AbortSignal): Promise<Removal>;
}
