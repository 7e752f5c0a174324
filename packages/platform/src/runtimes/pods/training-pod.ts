import { childName, controlledBy } from "@slipway/model";
import type { Container, Pod, Secret } from "@slipway/model/kubernetes/workloads.ts";
import type { RunSpec } from "../runs.ts";
import type { ImageUse, UseImage } from "./images.ts";
import {
  ANNOTATION,
  environment,
  KEPT_LOG,
  LABEL,
  literal,
  mover,
  PLAN_TYPE,
  programMounts,
  SLIPWAY_IMAGE,
  volumes,
} from "./layout.ts";
import type { Machines } from "./machines.ts";

/** Seconds that uploading results may take after the program has ended. */
const UPLOAD_SECONDS = 3_600;

/** The pod's name: instance 1 of the run, as SageMaker names its hosts. */
export function podName(run: string): string {
  return childName(run, "algo-1");
}

export function planName(run: string): string {
  return childName(run, "plan");
}

/** What `fetch` and `store` are to do; a Secret because hyperparameters may hold credentials. */
export function planSecret(run: RunSpec): Secret {
  const fetch = {
    files: run.files,
    inputs: run.inputs,
    ...(run.sourceUri === undefined ? {} : { source: run.sourceUri }),
  };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: ownedMetadata(run, planName(run.name)),
    type: PLAN_TYPE,
    data: { "fetch.json": base64(fetch), "store.json": base64({ outputs: run.outputs, run: run.name }) },
  };
}

/** What the home adds to a run: how its images run, and which machines its instance type means. */
export interface PodHome {
  readonly useImage: UseImage;
  readonly machines: Machines;
}

/** The container contract of a training job as a pod: data in, the program, results out. */
export function trainingPod(run: RunSpec, { useImage, machines }: PodHome): Pod {
  const own = useImage(SLIPWAY_IMAGE, run.owner);
  const program = useImage(run.image, run.owner);
  const metadata = ownedMetadata(run, podName(run.name));
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata,
      labels: { ...metadata.labels, ...KEPT_LOG },
      annotations: {
        [ANNOTATION.defaultContainer]: "algorithm",
        [ANNOTATION.mainGraceSeconds]: String(run.graceSeconds),
        [ANNOTATION.manifestUri]: run.outputs.manifestUri,
      },
    },
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: run.graceSeconds + UPLOAD_SECONDS,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      volumes: volumes(planName(run.name), program),
      ...machines.placement,
      // store first: fetch ends only when store can hear that the program has ended, which may be milliseconds later.
      initContainers: [
        ...(program.bringer === undefined ? [] : [program.bringer]),
        { ...mover("store", own), restartPolicy: "Always" },
        mover("fetch", own),
      ],
      containers: [{ ...algorithm(run, program), ...machines.resources }],
    },
  };
}

function algorithm(run: RunSpec, program: ImageUse): Container {
  const command = run.entrypoint?.map(literal) ?? program.command;
  return {
    name: "algorithm",
    image: program.image,
    ...(command === undefined ? {} : { command: [...command] }),
    args: run.args === undefined && run.entrypoint === undefined ? ["train"] : (run.args ?? []).map(literal),
    env: environment({ ...program.env, ...run.env }),
    volumeMounts: programMounts(program),
    terminationMessagePath: "/opt/ml/output/failure",
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

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
