import { apiVersionOf, defined, type Kind, type Resource } from "@slipway/model";
import { GPU_ADVICE } from "@slipway/model/kubernetes/gpu-resources.ts";
import { SERVING_ANNOTATION, SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import type { Container } from "@slipway/model/kubernetes/workloads.ts";
import type { Selector } from "#store/store.ts";
import type { OwnerKind, Wake } from "../wake.ts";
import { type ImageUse, PROGRAM_MOUNT } from "./images.ts";
import type { Security } from "./security.ts";

/** Names and places that pods of runs and of endpoints share. */
export const LABEL = {
  run: "slipway.dev/run",
  /** Which of its run's hosts a pod is. */
  host: "slipway.dev/host",
  ...SERVING_LABEL,
} as const;

/** Labels of every pod whose log is to be kept when it is gone. */
export const KEPT_LOG = { "slipway.dev/log": "kept" } as const;

export const ANNOTATION = {
  defaultContainer: "kubectl.kubernetes.io/default-container",
  /** The container whose end is the run's end, where that is not the program itself: a batch is over when all was sent to its server. */
  mainContainer: "slipway.dev/main-container",
  mainGraceSeconds: "slipway.dev/main-grace-seconds",
  ...SERVING_ANNOTATION,
  manifestUri: "slipway.dev/manifest-uri",
  spec: "slipway.dev/spec-hash",
  /** Of Deployments whose number of replicas is left to `scale` and to autoscalers. */
  scaled: "slipway.dev/scaled",
  /** Of Deployments whose images' names were resolved: SageMaker's DeployedImages, as JSON. */
  images: "slipway.dev/images",
  /** What the machines have less than the instance type says. */
  advice: "slipway.dev/advice",
  /** The NodePool that says what the pod asks for. */
  nodePool: "slipway.dev/node-pool",
  /** Where the hosts of a run are, as a JSON object of address by name. */
  hosts: "slipway.dev/hosts",
  /** Since when a run is to stop, as RFC 3339. */
  stop: "slipway.dev/stop",
  /** Of a run whose program may have its environment made first: its log says when it begins. */
  prepares: "slipway.dev/prepares",
  /** Of a run of which something is stored while its program runs. */
  syncs: "slipway.dev/syncs",
  /** When a run's program has ended, as RFC 3339; what it left is uploaded then. */
  ended: "slipway.dev/ended",
} as const;

/** Where a model's server listens, as SageMaker has it. */
export const SERVING_PORT = 8080;

export const ML_MOUNT = { name: "ml", mountPath: "/opt/ml" } as const;
/** Where the program's container has its volumes. */
export function programMounts({ bringer }: ImageUse) {
  return [ML_MOUNT, CACHE_MOUNT, ...(bringer === undefined ? [] : [{ ...PROGRAM_MOUNT, readOnly: true }])];
}

export const CACHE_MOUNT = { name: "slipway-cache", mountPath: "/var/cache/slipway" } as const;
export const PLAN_MOUNT = { name: "plan", mountPath: "/etc/slipway/plan", readOnly: true } as const;

/** Keys of the Secret that lets sidecars read and write artifacts. */
const ARTIFACT_KEYS = [
  "AWS_ENDPOINT_URL_S3",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_REGION",
] as const;
/** The type of Secrets that hold what `fetch` and `store` are to do. */
export const PLAN_TYPE = "slipway.dev/plan";
export const ARTIFACTS_SECRET = "slipway-artifacts";

/** What a container that moves data is sure to have, and does not go beyond. */
const MOVER_RESOURCES = { requests: { cpu: "10m", memory: "64Mi" }, limits: { memory: "1Gi" } };

/** A container of Slipway's own in a pod, as whom and with what it runs there. */
export function secured(container: Container, { own }: Security): Container {
  return own === undefined ? container : { ...container, securityContext: own, resources: MOVER_RESOURCES };
}

/** A container that moves data: `fetch` in, `store` out, `stream` in while the program runs. */
export function mover(
  name: "fetch" | "store" | "stream" | "transform" | "models",
  { image, command }: ImageUse,
  security: Security,
): Container {
  const container: Container = {
    name,
    image,
    ...(command === undefined ? {} : { command: [...command] }),
    args: ["sidecar", name],
    env: ARTIFACT_KEYS.map((key) => ({
      name: key,
      valueFrom: { secretKeyRef: { name: ARTIFACTS_SECRET, key } },
    })),
    volumeMounts: [ML_MOUNT, PLAN_MOUNT],
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
  return secured(container, security);
}

/** `gibibytes`: how much the run may have below /opt/ml; more than that gets its pod evicted. */
export function volumes(planSecret: string, { bringer }: ImageUse, gibibytes?: number) {
  const ml = gibibytes === undefined ? {} : { sizeLimit: `${gibibytes}Gi` };
  return [
    ...(bringer === undefined ? [] : [{ name: PROGRAM_MOUNT.name, emptyDir: {} }]),
    { name: ML_MOUNT.name, emptyDir: ml },
    { name: CACHE_MOUNT.name, emptyDir: {} },
    { name: PLAN_MOUNT.name, secret: { secretName: planSecret } },
  ];
}

/** Sorted, because a map has no order and another order in a template would start every pod anew. */
export function environment(env: Readonly<Record<string, string>>) {
  return Object.entries({ SLIPWAY_CACHE_DIR: CACHE_MOUNT.mountPath, ...env })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value: literal(value) }));
}

/** Kubernetes expands `$(NAME)` and makes one dollar of two in commands and values; SageMaker takes both as they stand. */
export function literal(text: string): string {
  return text.replaceAll("$", () => "$$");
}

/** A sentence with what the object was told of its machines, in brackets behind it. */
export function withAdvice(sentence: string, { metadata }: Resource): string {
  const advice = [ANNOTATION.advice, GPU_ADVICE].flatMap((name) => metadata.annotations?.[name] ?? []);
  return advice.length === 0 ? sentence : `${sentence} (${advice.join("; ")})`;
}

/** Wakes the owner of whatever object of `kind` changed, among those that `where` takes. */
export function wakeOwner(kind: Kind, owner: OwnerKind, where?: Selector): Wake {
  return {
    kind,
    ...defined({ where }),
    keysFor: (changed: Resource) =>
      (changed.metadata.ownerReferences ?? [])
        .filter((reference) => reference.kind === owner.kind && reference.apiVersion === apiVersionOf(owner))
        .map((reference) => `${changed.metadata.namespace ?? ""}/${reference.name}` as const),
  };
}
