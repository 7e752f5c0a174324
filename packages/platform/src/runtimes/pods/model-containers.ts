import { BIND_TO_HOST, BIND_TO_PORT, containerPortName } from "@slipway/model/kubernetes/serving-names.ts";
import type { Container, Pod } from "@slipway/model/kubernetes/workloads.ts";
import { MODEL_PORT } from "@slipway/model/models-plan.ts";
import { PLAN_FILE } from "@slipway/model/run-plan.ts";
import { CACHE_MOUNT, ML_MOUNT, PLAN_MOUNT, SERVING_PORT } from "./layout.ts";

type Volume = NonNullable<Pod["spec"]["volumes"]>[number];

/** Ports for whatever else a container listens on: a thousand for each, as on SageMaker. */
const SAFE_PORTS = { first: 21_000, each: 1_000 } as const;
/** What a scheduler is to keep for each container beside the first, which asks for the whole instance. */
const BESIDE = { cpu: "10m", memory: "64Mi" } as const;

/** What the containers of one pod have of their own, by their place in it; the first is as if there were no others. */
export interface Place {
  /** Of the container and its volumes: nothing, then `-2`, `-3`. */
  readonly suffix: string;
  readonly port: NonNullable<Container["ports"]>[number] & { readonly name: string };
  /** Where its plan stands in the Secret that has all of them. */
  readonly planKey: string;
}

export function placeOf(index: number): Place {
  return {
    suffix: index === 0 ? "" : `-${index + 1}`,
    port: { name: containerPortName(index), containerPort: SERVING_PORT + index },
    planKey: index === 0 ? PLAN_FILE : `plan-${index + 1}`,
  };
}

/** The mounts of the first container as another one has them. */
export function mountsAt<M extends { readonly name: string }>(
  { suffix }: Place,
  mounts: readonly M[],
): readonly M[] {
  const own: ReadonlySet<string> = new Set([ML_MOUNT.name, CACHE_MOUNT.name, PLAN_MOUNT.name]);
  return mounts.map((mount) => (own.has(mount.name) ? { ...mount, name: `${mount.name}${suffix}` } : mount));
}

/** The volumes of containers behind the first. */
export function volumesAt({ suffix, planKey }: Place, planSecret: string): readonly Volume[] {
  if (suffix === "") return [];
  const items = [{ key: planKey, path: PLAN_FILE }];
  return [
    { name: `${ML_MOUNT.name}${suffix}`, emptyDir: {} },
    { name: `${CACHE_MOUNT.name}${suffix}`, emptyDir: {} },
    { name: `${PLAN_MOUNT.name}${suffix}`, secret: { secretName: planSecret, items } },
  ];
}

/**
 * What SageMaker tells the containers of a pod that has several.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/inference-pipeline-real-time.html
 */
export function portVariables(index: number): Readonly<Record<string, string>> {
  const first = SAFE_PORTS.first + index * SAFE_PORTS.each;
  return {
    [BIND_TO_PORT]: String(SERVING_PORT + index),
    [BIND_TO_HOST]: "0.0.0.0",
    SAGEMAKER_SAFE_PORT_RANGE: `${first}-${first + SAFE_PORTS.each - 1}`,
  };
}

/** Where a container of many models listens, behind what brings them, which has the pod's own port. */
export const BEHIND = { name: "model", containerPort: SERVING_PORT + 1 } as const;

/** What a container of many models, and what stands before it, are told of where to listen. */
export const BEHIND_VARIABLES = {
  model: { [BIND_TO_PORT]: String(BEHIND.containerPort), [BIND_TO_HOST]: "0.0.0.0" },
  models: [
    { name: BIND_TO_PORT, value: String(SERVING_PORT) },
    { name: BIND_TO_HOST, value: "0.0.0.0" },
    { name: MODEL_PORT, value: String(BEHIND.containerPort) },
  ],
} as const;

/** All of them share the instance: each may have its memory, and the first alone asks for it, and for its GPUs. */
export function sharedResources(
  { resources }: Pick<Container, "resources">,
  index: number,
): Pick<Container, "resources"> {
  if (index === 0 || resources === undefined) return resources === undefined ? {} : { resources };
  const { memory } = resources.limits ?? {};
  return { resources: { requests: BESIDE, ...(memory === undefined ? {} : { limits: { memory } }) } };
}
