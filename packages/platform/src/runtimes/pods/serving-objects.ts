import { childName, controlledBy, defined, SlipwayError } from "@slipway/model";
import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import { SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import {
  FEEDBACK_WINDOW_ANNOTATION,
  feedbackWindowMs,
} from "@slipway/model/kinds/endpoint/feedback-window.ts";
import { isNeverReplayed, REPLAY_ANNOTATION } from "@slipway/model/kinds/endpoint/replay.ts";
import { RESTARTED_ANNOTATION } from "@slipway/model/kinds/endpoint/update-attempt.ts";
import { DATA_CAPTURE_ANNOTATION, dataCaptureText } from "@slipway/model/kubernetes/data-capture.ts";
import { variantObjectName } from "@slipway/model/kubernetes/serving-names.ts";
import type {
  Container,
  Deployment,
  PodDisruptionBudget,
  Secret,
  Service,
} from "@slipway/model/kubernetes/workloads.ts";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { modelInputs } from "../model-inputs.ts";
import type { ServingContainer, ServingSpec, ServingVariant } from "../serving.ts";
import { base64, type PodHome } from "./host-pod.ts";
import type { ImageUse } from "./images.ts";
import {
  ANNOTATION,
  environment,
  KEPT_LOG,
  LABEL,
  mover,
  PLAN_TYPE,
  programMounts,
  secured,
  volumes,
} from "./layout.ts";
import type { Machines } from "./machines.ts";
import {
  BEHIND,
  BEHIND_VARIABLES,
  mountsAt,
  placeOf,
  portVariables,
  sharedResources,
  volumesAt,
} from "./model-containers.ts";
import { deployedImages, type Pins } from "./pins/pins.ts";

/** Seconds a container may take to end: as long as the longest answer, which SageMaker gives a minute, and some more. */
const GRACE_SECONDS = 70;
/** Seconds in which a kubelet's pod serves on while routers hear that it is going. The embedded home's router hears of it at once. */
const PRE_STOP_SECONDS = 5;
const probe = (port: string) => ({ httpGet: { path: "/ping", port }, timeoutSeconds: 2 });

/** The objects of one variant, in the order they are applied; how many pods there are is for who applies them to say. */
export interface VariantObjects {
  /** Tells the template of the pods from others of the variant. */
  readonly fleet: string;
  readonly plan: Secret;
  readonly deployment: Deployment;
  readonly service: Service;
  /** Where nodes are drained. */
  readonly budget?: PodDisruptionBudget;
}

type PinnedHome = PodHome & {
  /** What images' names stand for in this deployment. */
  readonly pins?: Pins;
};

export function variantObjects(
  endpoint: ServingSpec,
  variant: ServingVariant,
  home: PinnedHome & {
    /** What a fleet's objects that are there already are called. */
    readonly nameOf?: (fleet: { readonly variant: string; readonly fleet: string }) => string | undefined;
  },
): VariantObjects {
  const base = variantObjectName(endpoint.name, variant.name);
  const containers = servedContainers(variant);
  const plans = containers.map(planOf);
  // A changed plan gets another Secret, so that running pods keep the one they started with.
  const planSecret = childName(base, contentDigest(plans.length === 1 ? plans[0] : plans));
  const spec = podSpec({ endpoint, variant, planSecret, home });
  const restartedAt = endpoint.owner.metadata.annotations?.[RESTARTED_ANNOTATION];
  const fleet = contentDigest(restartedAt === undefined ? spec : { spec, restartedAt });
  const name = home.nameOf?.({ variant: variant.name, fleet }) ?? childName(base, fleet);
  const metadata = {
    name,
    namespace: endpoint.namespace,
    labels: { [LABEL.endpoint]: endpoint.name },
    ownerReferences: [controlledBy(endpoint.owner)],
    annotations: {
      [ANNOTATION.endpointName]: endpoint.endpointName,
      [ANNOTATION.variant]: variant.name,
      [ANNOTATION.weight]: String(variant.weight),
      ...(variant.role === "shadow" ? { [ANNOTATION.role]: "shadow" } : {}),
      ...defined({ [ANNOTATION.advice]: home.machines.advice }),
      ...executionOf(variant),
    },
  };
  // The Service alone, which routers read.
  const told = {
    ...(endpoint.capture && { [DATA_CAPTURE_ANNOTATION]: dataCaptureText(endpoint.capture) }),
    ...askedOfRouters(endpoint),
  };
  // The Deployment alone, so that pods need not start anew for it.
  const scaled = "fixed" in variant.capacity ? {} : { [ANNOTATION.scaled]: "true" };
  const images = deployedImages(containers, home.pins);
  const run = images === undefined ? {} : { [ANNOTATION.images]: JSON.stringify(images) };
  return {
    fleet,
    plan: {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { ...metadata, name: planSecret },
      type: PLAN_TYPE,
      data: Object.fromEntries(plans.map((plan, index) => [placeOf(index).planKey, base64(plan)])),
    },
    deployment: {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...scaled, ...run } },
      spec: deploymentSpec({
        machines: home.machines,
        endpoint,
        name,
        spec,
        fleet,
      }),
    },
    service: {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, annotations: { ...metadata.annotations, ...told } },
      spec: {
        selector: { [LABEL.variant]: name },
        ports: containers.map((_, index) => {
          const { name, containerPort } = placeOf(index).port;
          return { name, port: containerPort, targetPort: name };
        }),
      },
    },
    ...(home.ways.asContainers ? { budget: budgetOf({ ...metadata, annotations: {} }) } : {}),
  };
}

/** What the endpoint's annotations ask of routers, as far as it can be understood. */
function askedOfRouters({ owner }: ServingSpec): Readonly<Record<string, string>> {
  const { annotations = {} } = owner.metadata;
  const window = annotations[FEEDBACK_WINDOW_ANNOTATION];
  return {
    ...(feedbackWindowMs(window) === undefined ? {} : defined({ [FEEDBACK_WINDOW_ANNOTATION]: window })),
    ...(isNeverReplayed(annotations) ? { [REPLAY_ANNOTATION]: "never" } : {}),
  };
}

/** A drain takes the pods of a fleet one after the other; one that does not answer anyway may always go. */
const budgetOf = (metadata: PodDisruptionBudget["metadata"]): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata,
  spec: {
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: "AlwaysAllow",
    selector: { matchLabels: { [LABEL.variant]: metadata.name } },
  },
});

/** Throws SLIP-RUN-002 for what pods cannot be: who gets copies of requests has one model in one container. */
export function servedContainers({ name, role, containers }: ServingVariant): readonly ServingContainer[] {
  const [first] = containers;
  const isPlain = containers.length === 1 && first?.models === undefined;
  if (containers.length > 0 && (role === "production" || isPlain)) return containers;
  const has = containers.length === 1 ? "many models" : `${containers.length} containers`;
  throw new SlipwayError("SLIP-RUN-002", `variant ${name} is a ${role} of ${has}; pods serve shadows of one`);
}

/** What routers are told of several containers, and of many models. */
function executionOf({ containers, execution = "Serial" }: ServingVariant): Readonly<Record<string, string>> {
  if (containers.length === 1)
    return containers[0]?.models === undefined ? {} : { [ANNOTATION.multiModel]: "true" };
  const names = containers.map(({ name }, index) => name ?? `container-${index + 1}`);
  return { [ANNOTATION.containers]: names.join(","), [ANNOTATION.execution]: execution };
}

/** Nothing is stored of what a server leaves. */
function planOf(container: ServingContainer): RunPlan {
  return {
    version: 2,
    run: "",
    host: { index: 0, count: 1 },
    files: {},
    inputs: modelInputs(container),
    outputs: [],
    ...defined({ models: container.models }),
  };
}

/** The old one goes once the new one answers. */
const BESIDE = { maxUnavailable: 0, maxSurge: 1 };
/** The new one gets what the old one had, and nothing answers meanwhile. */
const IN_PLACE = { maxUnavailable: 1, maxSurge: 0 };

function deploymentSpec(parts: {
  readonly machines: Machines;
  readonly endpoint: ServingSpec;
  readonly name: string;
  readonly spec: PodSpec;
  readonly fleet: string;
}): Deployment["spec"] {
  const { endpoint, name, spec, fleet, machines } = parts;
  return {
    selector: { matchLabels: { [LABEL.variant]: name } },
    strategy: { type: "RollingUpdate", rollingUpdate: machines.fillsMachine === true ? IN_PLACE : BESIDE },
    template: {
      metadata: {
        labels: { [LABEL.endpoint]: endpoint.name, [LABEL.variant]: name, ...KEPT_LOG },
        annotations: {
          [ANNOTATION.defaultContainer]: "model",
          [ANNOTATION.spec]: fleet,
        },
      },
      spec,
    },
  };
}

/** Of one fleet: the label that tells it is the pod's own. Where there is but one node all are there. */
const spreadOverNodes = ({ name }: ServingSpec) => ({
  maxSkew: 1,
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable: "ScheduleAnyway" as const,
  labelSelector: { matchLabels: { [LABEL.endpoint]: name } },
  matchLabelKeys: [LABEL.variant],
});

type PodSpec = NonNullable<Deployment["spec"]["template"]["spec"]>;

function podSpec(parts: {
  readonly endpoint: ServingSpec;
  readonly variant: ServingVariant;
  readonly planSecret: string;
  readonly home: PinnedHome;
}): PodSpec {
  const { endpoint, variant, planSecret } = parts;
  const { useImage, machines, security } = parts.home;
  const programs = variant.containers.map(({ image }) => useImage(image, endpoint.owner));
  // Those that need one need the same.
  const brought = programs.find(({ bringer }) => bringer !== undefined);
  const first = brought ?? programs[0] ?? { image: "" };
  const places = programs.map((_, index) => placeOf(index));
  const preStop = parts.home.ways.asContainers ? { sleep: { seconds: PRE_STOP_SECONDS } } : undefined;
  return {
    terminationGracePeriodSeconds: GRACE_SECONDS + (preStop === undefined ? 0 : PRE_STOP_SECONDS),
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...defined({ securityContext: security.pod }),
    ...(parts.home.ways.asContainers ? { topologySpreadConstraints: [spreadOverNodes(endpoint)] } : {}),
    volumes: [...volumes(planSecret, first), ...places.flatMap((place) => volumesAt(place, planSecret))],
    ...machines.placement,
    initContainers: [
      ...(first.bringer === undefined ? [] : [secured(first.bringer, security)]),
      ...places.map((place) => {
        const fetch = mover("fetch", useImage(SLIPWAY_IMAGE, endpoint.owner), security);
        const volumeMounts = [...mountsAt(place, fetch.volumeMounts ?? [])];
        return { ...fetch, name: `fetch${place.suffix}`, volumeMounts };
      }),
    ],
    containers: variant.containers.flatMap((container, index) => {
      const at = { container, index, program: programs[index] ?? first, preStop, variant, home: parts.home };
      const model = modelContainer(at);
      if (container.models === undefined) return [model];
      return [model, beforeMany({ ...at, own: useImage(SLIPWAY_IMAGE, endpoint.owner) })];
    }),
  };
}

interface ContainerParts {
  readonly container: ServingContainer;
  readonly index: number;
  readonly program: ImageUse;
  readonly preStop: { readonly sleep: { readonly seconds: number } } | undefined;
  readonly variant: ServingVariant;
  readonly home: PinnedHome;
}

function modelContainer(parts: ContainerParts): Container {
  const { container, index, program, preStop, variant, home } = parts;
  const { pins } = home;
  const { security, machines } = home;
  const { suffix } = placeOf(index);
  const isBehind = container.models !== undefined;
  const port = isBehind ? BEHIND : placeOf(index).port;
  const own = variant.containers.length === 1 ? {} : portVariables(index);
  const told = isBehind ? BEHIND_VARIABLES.model : own;
  return {
    name: `model${suffix}`,
    // A name that stands for a program of ours is not what runs.
    image:
      program.image === container.image ? (pins?.images[container.image] ?? program.image) : program.image,
    ...(program.command === undefined ? {} : { command: [...program.command] }),
    args: ["serve"],
    env: environment({ ...security.env, ...program.env, ...container.env, ...told }),
    ports: [port],
    ...(preStop === undefined ? {} : { lifecycle: { preStop } }),
    volumeMounts: [...mountsAt(placeOf(index), programMounts(program))],
    ...defined({ securityContext: security.program }),
    ...sharedResources(machines.resources, index),
    // Where our own model server says in one sentence why a model cannot be served.
    ...(algorithmOf(container.image)?.runsSource === true
      ? { terminationMessagePath: "/opt/ml/output/failure" }
      : {}),
    ...probes(port.name, variant),
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

/** What stands before a container of many models. */
function beforeMany({ own, preStop, variant, home }: ContainerParts & { readonly own: ImageUse }): Container {
  const sidecar = mover("models", own, home.security);
  return {
    ...sidecar,
    env: [...(sidecar.env ?? []), ...BEHIND_VARIABLES.models],
    ports: [placeOf(0).port],
    ...(preStop === undefined ? {} : { lifecycle: { preStop } }),
    ...probes("http", variant),
  };
}

const probes = (port: string, { startupSeconds }: ServingVariant) => ({
  startupProbe: { ...probe(port), periodSeconds: 1, failureThreshold: startupSeconds },
  readinessProbe: { ...probe(port), periodSeconds: 5, failureThreshold: 2 },
});
