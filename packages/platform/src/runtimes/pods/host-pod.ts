import { childName, controlledBy, defined } from "@slipway/model";
import { algorithmOf } from "@slipway/model/algorithms/all.ts";
import { SLIPWAY_IMAGE } from "@slipway/model/algorithms/facts.ts";
import type { Container, Pod, Secret } from "@slipway/model/kubernetes/workloads.ts";
import {
  FIRST_HOST,
  isContinuous,
  isStreamed,
  PLAN_FILE,
  type RunInput,
  type RunPlan,
} from "@slipway/model/run-plan.ts";
import type { RunHost, RunSpec } from "../runs.ts";
import { groupAnnotations, hostName, hostsMounts, hostsVolumes, writingHosts } from "./host-names.ts";
import type { ImageUse, UseImage } from "./images.ts";
import {
  ANNOTATION,
  environment,
  KEPT_LOG,
  LABEL,
  literal,
  ML_MOUNT,
  mover,
  PLAN_TYPE,
  programMounts,
  SERVING_PORT,
  secured,
  volumes,
} from "./layout.ts";
import type { Machines } from "./machines.ts";
import type { NodeWays } from "./node-ways.ts";
import { PROGRAM, TRANSFORM } from "./program-status.ts";
import { resourceConfig } from "./resource-config.ts";
import type { Security } from "./security.ts";
import { sharedMemoryMounts, sharedMemoryVolumes } from "./shared-memory.ts";
import { startGate } from "./start-gate.ts";
import { programProbes, reading, wordsVolumes } from "./stop-pod.ts";

/** Seconds that uploading results may take after the program has ended, where that is a part of the pod's end. */
const UPLOAD_SECONDS = 3_600;

/** The pod that is a host of the run. */
export function podName(run: string, host: string): string {
  return childName(run, host);
}

/** The Secret with the plan of a host. */
export function planName(run: string, host: string): string {
  return host === FIRST_HOST ? childName(run, "plan") : childName(run, "plan", host);
}

/** Which of its run's hosts a pod is; pods of Slipway 0.1 are all the first. */
export function hostOf({ metadata }: Pod): string {
  return metadata.labels?.[LABEL.host] ?? FIRST_HOST;
}

/** What `fetch` and `store` are to do on a host; a Secret because hyperparameters may hold credentials. */
export function planSecret(run: RunSpec, host: RunHost, ways: NodeWays): Secret {
  const plan: RunPlan = {
    version: 2,
    run: run.name,
    host: { index: run.hosts.indexOf(host), count: run.hosts.length },
    files: { ...run.files, [run.resourceConfig]: resourceConfig(run.hosts, host, ways) },
    inputs: run.inputs.flatMap((input) => inputOn(host, input, run.hosts)),
    outputs: run.outputs,
    ...defined({ folders: run.folders, told: run.told, toldUri: run.toldUri }),
    ...defined({ manifestUri: run.manifestUri, batch: run.batch }),
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: ownedMetadata(run, planName(run.name, host.name)),
    type: PLAN_TYPE,
    data: { [PLAN_FILE]: base64(plan) },
  };
}

/** Nothing where the host is of none of the groups that get it; of what is sharded those that do get a share each. */
function inputOn(
  host: RunHost,
  { groups, ...input }: RunInput,
  hosts: readonly RunHost[],
): readonly RunInput[] {
  if (groups === undefined || groups.length === 0) return [input];
  const members = hosts.filter(({ group }) => groups.includes(group));
  const index = members.indexOf(host);
  return index < 0 ? [] : [{ ...input, share: { index, count: members.length } }];
}

/** What the home adds to a run: how its images run, and which machines its instance type means. */
export interface PodHome {
  readonly useImage: UseImage;
  readonly machines: Machines;
  readonly ways: NodeWays;
  readonly security: Security;
}

/** One host of a run as a pod: data in, the program, results out. */
export function hostPod(run: RunSpec, host: RunHost, home: PodHome): Pod {
  const { useImage, machines, ways, security } = home;
  const program = useImage(run.image, run.owner);
  const metadata = ownedMetadata(run, podName(run.name, host.name));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, [LABEL.host]: host.name, ...KEPT_LOG },
      annotations: {
        ...groupAnnotations(run),
        [ANNOTATION.defaultContainer]: PROGRAM,
        [ANNOTATION.mainGraceSeconds]: String(run.graceSeconds),
        ...defined({
          [ANNOTATION.mainContainer]: run.batch === undefined ? undefined : TRANSFORM,
          [ANNOTATION.manifestUri]: run.manifestUri,
          [ANNOTATION.advice]: adviceOf(run, home),
          [ANNOTATION.nodePool]: machines.pool,
        }),
        ...(algorithmOf(run.image)?.runsSource === true && run.entrypoint === undefined
          ? { [ANNOTATION.prepares]: "environment" }
          : {}),
        ...(isContinuous(run) ? { [ANNOTATION.syncs]: "outputs" } : {}),
      },
    },
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds:
        ways.heedsMainGrace && run.batch === undefined
          ? run.graceSeconds + UPLOAD_SECONDS
          : Math.max(1, run.graceSeconds),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      ...hostName(run, host),
      ...startGate(ways),
      ...defined({ securityContext: security.pod }),
      volumes: [
        ...volumes(planName(run.name, host.name), program, run.volumeGibibytes),
        ...wordsVolumes(ways),
        ...hostsVolumes(run, ways),
        ...sharedMemoryVolumes(ways),
      ],
      ...machines.placement,
      ...(run.batch === undefined ? containers(run, home) : batchContainers(run, home)),
    },
  };
}

/** What the job's machines, or its data, are here that they are not in SageMaker. */
function adviceOf({ inputs }: RunSpec, { machines, ways }: PodHome): string | undefined {
  const viewed = inputs.filter(({ as }) => as === "view").map(({ name }) => name);
  // Where sidecars are containers nothing that is stored lies on their machine.
  const copied =
    ways.asContainers && viewed.length > 0
      ? `FastFile copies here: the files of ${viewed.join(", ")} are there before the program starts`
      : undefined;
  return [machines.advice, copied].filter((words) => words !== undefined).join("; ") || undefined;
}

/** Where SIGTERM tells `store` of the program's end it is a sidecar; where the pod's annotations do, a container beside it. */
function containers(run: RunSpec, home: PodHome): Pick<Pod["spec"], "initContainers" | "containers"> {
  const { useImage, ways, security } = home;
  const own = useImage(SLIPWAY_IMAGE, run.owner);
  const program = useImage(run.image, run.owner);
  const store = reading(mover("store", own, security), ways);
  const fetch = writingHosts(reading(mover("fetch", own, security), ways), run, ways);
  const first = program.bringer === undefined ? [] : [secured(program.bringer, security)];
  const main = algorithm(run, program, home);
  // Last, so that it ends first: what the program left is taken when nobody writes there any more.
  const stream: readonly Container[] = run.inputs.some(isStreamed)
    ? [{ ...mover("stream", own, security), restartPolicy: "Always" }]
    : [];
  if (!ways.heedsMainGrace)
    return { initContainers: [...first, fetch, ...stream], containers: [store, main] };
  // store first: fetch ends only when store can hear that the program has ended, which may be milliseconds later.
  return {
    initContainers: [...first, { ...store, restartPolicy: "Always" }, fetch, ...stream],
    containers: [main],
  };
}

/** SageMaker's time for a server's first answer; what asks it starts with that. */
const SERVER_STARTS = {
  httpGet: { path: "/ping", port: "http" },
  timeoutSeconds: 2,
  periodSeconds: 1,
  failureThreshold: 240,
} as const;

/** A model's server, and beside it what asks it: that has the keys to the artifacts, which the server never sees. */
function batchContainers(run: RunSpec, home: PodHome): Pick<Pod["spec"], "initContainers" | "containers"> {
  const { useImage, ways, security } = home;
  const own = useImage(SLIPWAY_IMAGE, run.owner);
  const program = useImage(run.image, run.owner);
  const { livenessProbe: _, startupProbe: __, ...server } = algorithm(run, program, home);
  return {
    initContainers: [
      ...(program.bringer === undefined ? [] : [secured(program.bringer, security)]),
      reading(mover("fetch", own, security), ways),
      {
        ...server,
        ports: [{ name: "http", containerPort: SERVING_PORT }],
        startupProbe: SERVER_STARTS,
        restartPolicy: "Always",
      },
    ],
    containers: [mover(TRANSFORM, own, security)],
  };
}

function algorithm(run: RunSpec, program: ImageUse, { machines, ways, security }: PodHome): Container {
  const command = run.entrypoint?.map(literal) ?? program.command;
  return {
    name: PROGRAM,
    image: program.image,
    ...(command === undefined ? {} : { command: [...command] }),
    ...defined({ args: run.args?.map(literal) }),
    ...secretsOf(run),
    env: environment({ ...security.env, ...program.env, ...run.env }),
    volumeMounts: [
      ...programMounts(program),
      ...mountsElsewhere(run),
      ...hostsMounts(run, ways),
      ...sharedMemoryMounts(ways),
    ],
    terminationMessagePath: "/opt/ml/output/failure",
    terminationMessagePolicy: "FallbackToLogsOnError",
    ...defined({ securityContext: security.program }),
    ...programProbes(ways, run.graceSeconds),
    ...machines.resources,
  };
}

/** By reference alone: what is in them is for the program. */
const secretsOf = ({ secrets = [] }: RunSpec): Pick<Container, "envFrom"> =>
  secrets.length === 0 ? {} : { envFrom: secrets.map((name) => ({ secretRef: { name } })) };

const mountsElsewhere = ({ mounts = {} }: RunSpec) =>
  Object.entries(mounts).map(([mountPath, subPath]) => ({ name: ML_MOUNT.name, mountPath, subPath }));

function ownedMetadata(run: RunSpec, name: string) {
  return {
    name,
    namespace: run.namespace,
    labels: { [LABEL.run]: run.name },
    ownerReferences: [controlledBy(run.owner)],
  };
}

export function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64");
}
