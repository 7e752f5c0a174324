import type { Runtime } from "../runtime.ts";
import { PODS } from "./abilities.ts";
import { createPodDefinitions } from "./pod-definitions.ts";
import { createPodRuns, type PodRunsParts } from "./pod-runs.ts";
import { createPodServing } from "./pod-serving.ts";

/** Pods of any Kubernetes as a runtime: the cluster's own, or the very small embedded one. */
export function createPods(parts: PodRunsParts): Runtime {
  return {
    name: PODS.runtime,
    runs: createPodRuns(parts),
    serving: createPodServing(parts),
    definitions: createPodDefinitions(),
  };
}
