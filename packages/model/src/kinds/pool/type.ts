import type { Condition, Resource } from "../../resource.ts";

/** How many steps of a namespace's pipelines may do something at once, whichever runs they are of: Airflow's pool. */
export interface PoolSpec {
  /** Steps take one each, or as many as they say; 0 lets none begin. */
  readonly slots: number;
  readonly description?: string;
}

/** A try at a step's work that has slots of a pool, or asks for them. */
export interface PoolPlace {
  /** The FlowRun, by name and uid. */
  readonly run: string;
  readonly runUID: string;
  /** The step, by its path. */
  readonly step: string;
  /** The try, which no other one is called. */
  readonly name: string;
  readonly slots: number;
}

export interface HeldPlace extends PoolPlace {
  /** RFC 3339: from then on it may work. */
  readonly since: string;
}

export interface PoolStatus {
  readonly usedSlots?: number;
  readonly holders?: readonly HeldPlace[];
  /** How many tries ask for slots and have none, as far as their runs tell. */
  readonly waiting?: number;
  /** The next of them, in the order in which they have their turn. */
  readonly next?: readonly PoolPlace[];
  readonly conditions?: readonly Condition<"Ready">[];
}

export interface Pool extends Resource {
  readonly apiVersion: "slipway.dev/v1alpha1";
  readonly kind: "Pool";
  readonly spec: PoolSpec;
  readonly status?: PoolStatus;
}
