import type { Runtime } from "../runtime.ts";
import { PODS } from "./abilities.ts";
import type { ResolveImage } from "./pins/resolve-image.ts";
import { createPodDefinitions } from "./pod-definitions.ts";
import { createPodRuns, type PodRunsParts } from "./pod-runs.ts";
import { createPodServing } from "./pod-serving.ts";

export type PodsParts = PodRunsParts & {
  /** Absent where an endpoint's images run as their names are written. */
  readonly resolveImage?: ResolveImage;
};

/** Pods of any Kubernetes as a runtime: the cluster's own, or the very small embedded one. */
export function createPods(parts: PodsParts): Runtime {
  return {
    name: PODS.runtime,
    runs: createPodRuns(parts),
    serving: createPodServing(parts),
    definitions: createPodDefinitions(),
  };
}
