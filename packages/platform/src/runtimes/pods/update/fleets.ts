import { defined } from "@slipway/model";
import type { Deployment, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Patience } from "../container-status.ts";
import { brokenFleet } from "../serving-state.ts";
import { fleetOf } from "./fleet-of.ts";
import { memberKey } from "./generation.ts";
import type { FleetState } from "./look.ts";

/** By `memberKey`. */
export function fleetsOf(
  deployments: readonly Deployment[],
  pods: readonly Pod[],
  patience: Patience,
): ReadonlyMap<string, FleetState> {
  return new Map(
    deployments.map((deployment) => {
      const { status = {}, metadata, spec } = deployment;
      const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
      const state = {
        ready: isSeen ? (status.readyReplicas ?? 0) : 0,
        desired: spec.replicas ?? 1,
        ...defined({ failed: brokenFleet(deployment, pods, patience) }),
      };
      return [memberKey(fleetOf(deployment)), state];
    }),
  );
}
