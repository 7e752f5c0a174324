import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { ContainerObservation } from "./container-status.ts";

export type PodStatus = NonNullable<Pod["status"]>;
export type Phase = NonNullable<PodStatus["phase"]>;

/** All that a pod's status is made of. */
export interface PodObservation {
  readonly pod: Pod;
  readonly containers: readonly ContainerObservation[];
  /** Nothing of it runs, and nothing will. */
  readonly over: boolean;
  /** Why the agent ended it. */
  readonly ending?: string | undefined;
  /** Where it is called by name; absent for one that shares this machine's. */
  readonly address?: string | undefined;
  readonly now: Date;
}
